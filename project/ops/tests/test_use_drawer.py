"""The signed-in frame on a phone: the rail is a drawer that the keyboard can open, use and leave."""

import pytest
from playwright.sync_api import BrowserContext, Page

from accounts.models import User
from project.testing.chromium import sign_in

pytestmark = pytest.mark.browser


@pytest.fixture
def phone(alice: User, context: BrowserContext, page: Page, live_site: str) -> Page:
    """Alice's profile on a phone."""
    sign_in(context, alice, live_site)
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto("/accounts/profile/")
    return page


def test_the_drawer_opens_and_escape_gives_the_focus_back(phone: Page) -> None:
    rail = phone.get_by_role("complementary", name="Menu")
    opener = phone.get_by_role("link", name="Open the menu")
    assert not rail.is_visible()
    opener.press("Enter")
    rail.wait_for(state="visible")
    assert phone.evaluate("document.getElementById('rail').contains(document.activeElement)")
    assert phone.evaluate("document.getElementById('main').inert")
    phone.keyboard.press("Escape")
    rail.wait_for(state="hidden")
    assert not phone.evaluate("document.getElementById('main').inert")
    assert phone.evaluate("document.activeElement.dataset.drawerOpen") == "rail"


def test_one_signs_out_from_the_drawer(phone: Page) -> None:
    phone.get_by_role("link", name="Open the menu").click()
    phone.get_by_label("Account", exact=True).locator("visible=true").first.click()
    phone.get_by_role("button", name="Sign out").click()
    phone.wait_for_url(lambda address: not address.endswith("/profile/"))
    phone.goto("/accounts/profile/")
    assert "/accounts/login/" in phone.url


@pytest.mark.parametrize("address", ["profile", "email", "password/change", "logout"])
@pytest.mark.parametrize("width", [390, 1440])
def test_account_pages_fit(phone: Page, address: str, width: int) -> None:
    phone.set_viewport_size({"width": width, "height": 800})
    phone.goto(f"/accounts/{address}/")
    assert phone.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    assert phone.locator("h1").count() == 1


def test_a_theme_saved_in_the_profile_is_seen_at_once(phone: Page) -> None:
    phone.get_by_role("combobox", name="Theme").select_option("dark")
    phone.get_by_role("button", name="Save").click()
    phone.get_by_text("Your profile is saved.").wait_for()
    assert phone.locator("html").get_attribute("data-theme") == "dark"


def test_a_wide_screen_hides_the_rail_and_remembers(phone: Page) -> None:
    phone.set_viewport_size({"width": 1280, "height": 800})
    rail = phone.get_by_role("complementary", name="Menu")
    phone.get_by_role("button", name="Hide the menu").press("Enter")
    rail.wait_for(state="hidden")
    assert phone.evaluate("document.activeElement.getAttribute('aria-label')") == "Show the menu"
    phone.reload()
    assert not rail.is_visible()
    assert phone.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    phone.keyboard.press("Control+Shift+S")
    rail.wait_for(state="visible")
    assert phone.evaluate("document.activeElement.getAttribute('aria-label')") == "Hide the menu"
    phone.reload()
    assert rail.is_visible()


def test_a_hidden_rail_is_still_a_drawer_on_a_phone(phone: Page) -> None:
    phone.context.add_cookies([{"name": "rail", "value": "hidden", "url": phone.url}])
    phone.reload()
    phone.get_by_role("link", name="Open the menu").click()
    phone.get_by_role("complementary", name="Menu").wait_for(state="visible")
    assert not phone.get_by_role("button", name="Show the menu").is_visible()
