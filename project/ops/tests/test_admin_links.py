"""Every list of the admin opens with few queries, and the sidebar leads to lists that exist."""

from typing import Any

import pytest
from django.conf import settings
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.testing import client_of

pytestmark = pytest.mark.slow

LISTS = sorted(f"{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry)
LINKS = [str(item["link"]) for group in settings.UNFOLD["SIDEBAR"]["navigation"] for item in group["items"]]


@pytest.fixture
def desk(staff: User) -> Client:
    client = client_of(staff)
    client.get("/admin/jsi18n/")  # the session and who it is are in the copies from here on
    return client


@pytest.mark.parametrize("name", LISTS)
def test_every_list_opens_with_few_queries(name: str, desk: Client, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(10):
        assert desk.get(reverse(f"admin:{name}_changelist")).status_code == 200


def test_every_link_of_the_sidebar_leads_to_a_list() -> None:
    assert set(LINKS) <= {reverse(f"admin:{name}_changelist") for name in LISTS}
