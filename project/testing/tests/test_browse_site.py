"""The served site and the browser that page tests rely on."""

import httpx2
import pytest


def test_the_site_answers_over_http(live_site):
    assert httpx2.get(f"{live_site}/health/live").status_code == 200


@pytest.mark.browser
def test_a_browser_opens_the_site(page, live_site):
    answer = page.goto("/health/live")
    assert answer is not None
    assert answer.status == 200
    assert page.url == f"{live_site}/health/live"


@pytest.mark.browser
def test_a_missing_browser_is_named(monkeypatch):
    from project.testing.chromium import chromium_path

    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")
    with pytest.raises(pytest.fail.Exception, match="apt install chromium"):
        chromium_path()
