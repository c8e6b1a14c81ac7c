"""Chromium signs in with a code, and a window whose session was ended elsewhere notices within five seconds."""

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from playwright.sync_api import Browser, BrowserContext, Page

from accounts.models import User
from accounts.testing import PASSWORD, make_user
from project.testing.chromium import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def make_served_user() -> User:
    """A person whose password the served site can check, which knows no quick hash of tests."""
    user = make_user("alice@example.org")
    user.password = PBKDF2PasswordHasher().encode(PASSWORD, "salt", iterations=1000)
    user.save()
    return user


def code() -> str:
    return format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))


def test_signing_in_asks_for_the_code(page: Page) -> None:
    TOTP.activate(make_served_user(), SECRET)
    page.goto("/accounts/login/?next=/accounts/devices/")
    page.fill("[name=login]", "alice@example.org")
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/accounts/2fa/authenticate/**")
    page.fill("[name=code]", "000000")
    page.keyboard.press("Enter")
    page.get_by_text("Incorrect code").wait_for()
    page.fill("[name=code]", code())
    page.keyboard.press("Enter")
    page.wait_for_url("**/accounts/devices/")
    assert page.get_by_text("this device").is_visible()


def test_a_device_signed_out_elsewhere_leaves_its_page_within_five_seconds(
    page: Page, context: BrowserContext, browser: Browser, live_site: str
) -> None:
    alice = make_user("alice@example.org")
    sign_in(context, alice, live_site)
    other = browser.new_context(base_url=live_site)
    other.set_default_timeout(10_000)
    try:
        sign_in(other, alice, live_site)
        theirs = other.new_page()
        theirs.goto("/accounts/profile/")
        page.goto("/accounts/devices/")
        page.get_by_role("button", name="Sign out all other devices").click()
        page.locator("[data-confirm-yes]").click()
        ended = time.monotonic()
        theirs.wait_for_url(re.compile(r"/accounts/login/\?next=%2Faccounts%2Fprofile%2F$"), timeout=8_000)
        assert time.monotonic() - ended < 5
        assert page.goto("/accounts/profile/").status == 200  # the window that did it stays
        assert page.url.endswith("/accounts/profile/")
    finally:
        other.close()
