"""Chromium opens every list and form of the admin; the content security policy stops nothing on them."""

import pytest
from django.contrib import admin
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page

from accounts.testing import make_staff
from project.testing.chromium import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_no_page_of_the_admin_breaks_the_policy(page: Page, context: BrowserContext, live_site: str) -> None:
    """The page fixture fails when the policy stops something or a script throws."""
    staff = make_staff()
    sign_in(context, staff, live_site)
    opened = [reverse("admin:index")]
    for model in admin.site._registry:
        opened += [
            reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}") for page in ("changelist", "add")
        ]
    opened.append(reverse("admin:accounts_user_change", args=[staff.pk]))
    for address in opened:
        answer = page.goto(address, wait_until="load")
        assert answer is not None
        assert answer.status in {200, 403}, address  # 403: nobody adds such a row by hand
        assert answer.headers["content-security-policy"]
