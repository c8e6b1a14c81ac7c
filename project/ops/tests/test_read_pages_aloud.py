"""Pages can be used by everybody: axe-core finds nothing serious on them, in either theme and on a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

from accounts.models import User
from project.testing.chromium import sign_in

pytestmark = pytest.mark.browser

FOR_ALL = [
    "/",
    "/style/",
    "/offline/",
    "/nowhere/",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
]
SIGNED_IN = ["/accounts/profile/", "/accounts/email/", "/accounts/password/change/", "/accounts/logout/", "/chat/"]


def barriers(page: Page) -> dict[str, list[str]]:
    """What axe-core calls serious or critical: the rule, and the elements that break it."""
    page.evaluate("document.getAnimations().forEach((animation) => animation.finish())")
    return {
        finding["id"]: [node["html"][:200] for node in finding["nodes"]]
        for finding in Axe().run(page).response["violations"]
        if finding["impact"] in ("serious", "critical")
    }


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_serious_stands_in_a_visitors_way(page: Page, theme: str, width: int) -> None:
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 800})
    for address in FOR_ALL:
        page.goto(address)
        assert barriers(page) == {}, address


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_serious_stands_in_a_persons_way(
    alice: User, context: BrowserContext, page: Page, live_site: str, theme: str, width: int
) -> None:
    sign_in(context, alice, live_site)
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 800})
    for address in SIGNED_IN:
        page.goto(address)
        assert barriers(page) == {}, address
