"""Pages that belong to no app: they open, fit, keep to the policy, and remember the theme."""

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from playwright.sync_api import Page

OPEN_TO_ALL = [
    "/style/",
    "/offline/",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/nowhere/",
]


def test_the_style_page_shows_every_part(client: Client) -> None:
    answer = client.get("/style/")
    assert answer.status_code == 200
    assert b"conversation" in answer.content.lower()
    assert "style-src 'self'" in answer.headers["Content-Security-Policy"]


def test_an_address_that_leads_nowhere_says_so_in_our_words(client: Client) -> None:
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert b"There is nothing here" in answer.content


@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "404.html", "500.html"])
def test_an_error_page_needs_nobody_and_no_database(name: str) -> None:
    assert "door-card" in render_to_string(name)
    assert "door-card" in render_to_string(name, request=RequestFactory().get("/"))


def test_the_front_page_shows_only_what_it_is_given() -> None:
    plan = {"name": "Free", "price": "$0", "points": ["2 minions"]}
    bare = render_to_string("pages/landing.html")
    full = render_to_string("pages/landing.html", {"plans": [plan]})
    assert 'id="plans"' not in bare
    assert 'class="code"' in bare
    assert "2 minions" in full


def test_a_chosen_theme_is_in_the_first_byte(client: Client) -> None:
    client.cookies["theme"] = "dark"
    assert b'data-theme="dark"' in client.get("/offline/").content


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 768, 1440])
def test_pages_fit_every_screen(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for address in OPEN_TO_ALL:
        page.goto(address)
        too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert too_wide == 0, address


@pytest.mark.browser
def test_a_theme_is_kept_for_the_next_page(page: Page) -> None:
    page.goto("/style/")
    page.get_by_role("button", name="Dark").click()
    page.goto("/offline/")
    assert page.locator("html").get_attribute("data-theme") == "dark"
    page.goto("/style/")
    assert page.get_by_role("button", name="Dark").get_attribute("aria-pressed") == "true"
    page.get_by_role("button", name="Auto").click()
    page.goto("/offline/")
    assert page.locator("html").get_attribute("data-theme") is None


@pytest.mark.browser
def test_menus_and_dialogs_work_by_keyboard(page: Page) -> None:
    page.goto("/style/")
    page.locator("summary.button").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.textContent") == "Rename"
    page.keyboard.press("Escape")
    assert page.locator("details.menu").get_attribute("open") is None
    page.get_by_role("button", name="Open a dialog").press("Enter")
    assert page.get_by_role("dialog", name="Rename").is_visible()
    page.keyboard.press("Escape")
    assert not page.get_by_role("dialog", name="Rename").is_visible()


@pytest.mark.browser
def test_a_form_that_asks_first_is_sent_only_after_yes(page: Page) -> None:
    page.goto("/style/")
    page.get_by_role("button", name="Ask first").click()
    page.get_by_role("button", name="Cancel").click()
    assert page.url.endswith("/style/")
    page.get_by_role("button", name="Ask first").click()
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/style/?")


@pytest.mark.browser
def test_code_is_copied(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/style/")
    page.locator(".code-copy").click()
    page.get_by_text("Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("from pathlib import Path\n")
    assert 'enumerate(file, start=1):\n        print(f"' in copied
