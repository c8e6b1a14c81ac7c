"""What cannot be undone is asked for, also by a page whose scripts are still on their way."""

import pytest
from playwright.sync_api import BrowserContext, Dialog, Page, expect

from accounts.models import ApiKey, User
from accounts.testing import make_api_key_of
from project.testing.chromium import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_browser_asks_until_the_dialog_can(
    alice: User, context: BrowserContext, page: Page, live_site: str
) -> None:
    key, _ = make_api_key_of(alice)
    sign_in(context, alice, live_site)
    page.route("**/js/app.js", lambda route: route.abort())
    asked: list[str] = []

    def refuse(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    page.once("dialog", refuse)
    page.goto("/accounts/api-keys/")
    remove = page.locator("form[data-confirm] button").first
    remove.click()
    assert len(asked) == 1
    assert asked == [page.locator("form[data-confirm]").first.get_attribute("data-confirm")]
    assert ApiKey.objects.filter(pk=key.pk, revoked_at=None).exists()

    page.once("dialog", lambda dialog: dialog.accept())
    with page.expect_navigation():
        remove.click()
    assert not ApiKey.objects.filter(pk=key.pk, revoked_at=None).exists()


def test_the_dialog_asks_as_soon_as_it_can(alice: User, context: BrowserContext, page: Page, live_site: str) -> None:
    make_api_key_of(alice)
    sign_in(context, alice, live_site)
    page.goto("/accounts/api-keys/")
    expect(page.locator("html[data-asks-by=dialog]")).to_be_attached()
    page.locator("form[data-confirm] button").first.click()
    expect(page.locator("#confirm-dialog")).to_be_visible()
