"""The admin's sidebar leads to lists that exist."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import User
from accounts.testing import client_of

LINKS = [item for group in settings.UNFOLD["SIDEBAR"]["navigation"] for item in group["items"]]


@pytest.mark.parametrize("item", LINKS, ids=[item["title"] for item in LINKS])
def test_every_link_opens_a_list_with_few_queries(
    item: dict[str, Any], staff: User, django_assert_max_num_queries
) -> None:
    desk: Client = client_of(staff)
    desk.get("/admin/")
    with django_assert_max_num_queries(10):
        assert desk.get(str(item["link"])).status_code == 200
