"""Chromium makes a passkey with a virtual authenticator and signs in with it, under the strict content policy."""

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from playwright.sync_api import BrowserContext, Page

from accounts.testing import PASSWORD, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_passkey_is_made_and_opens_the_door(page: Page, context: BrowserContext, live_site: str) -> None:
    alice = make_user("alice@example.org")
    alice.password = PBKDF2PasswordHasher().encode(PASSWORD, "salt")  # the served site knows no quick hash of tests
    alice.save()
    site = live_site.replace("127.0.0.1", "localhost")  # passkeys belong to names, not to addresses
    devices = context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    page.goto(f"{site}/accounts/login/?next=/accounts/2fa/webauthn/add/")
    page.fill("[name=login]", "alice@example.org")
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/accounts/reauthenticate/**")
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/webauthn/add/")
    page.fill("[name=name]", "laptop")
    page.check("[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/recovery-codes/**")
    context.clear_cookies()
    page.goto(f"{site}/accounts/login/?next=/accounts/devices/")
    page.click("#passkey_login")
    page.wait_for_url(f"{site}/accounts/devices/")
    assert page.get_by_text("this device").is_visible()
