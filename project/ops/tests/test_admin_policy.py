"""The content security policy: strict for people, and as the admin's theme needs it below /admin/."""

import pytest
from django.test import Client

from accounts.models import User
from accounts.testing import client_of


def policy(client: Client, path: str) -> str:
    return client.get(path)["Content-Security-Policy"]


@pytest.mark.django_db
def test_only_the_admin_may_evaluate_scripts(staff: User) -> None:
    client = client_of(staff)
    admin = policy(client, "/admin/")
    assert "script-src 'self' 'unsafe-eval'" in admin
    assert "style-src 'self' 'unsafe-inline'" in admin
    for path in ("/", "/accounts/profile/"):
        assert "unsafe" not in policy(client, path)
