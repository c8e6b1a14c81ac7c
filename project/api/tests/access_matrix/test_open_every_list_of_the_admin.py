"""Every list of the admin, for everybody and for each role of staff."""

import pytest
from django.contrib import admin
from django.db import models
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.rules.roles import is_granted
from project.api.tests.access_matrix.people import People, browser_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.mark.parametrize(
    "model", sorted(admin.site._registry, key=lambda each: each._meta.label), ids=lambda each: each._meta.label
)
def test_the_admin_is_for_staff(
    model: type[models.Model], alice: User, staff: User, client: Client, people: People
) -> None:
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    assert client.get(address)["Location"].startswith("/admin/login/")
    assert browser_of(alice).get(address).status_code in {302, 403}
    powerless = browser_of(people.powerless).get(address)
    assert powerless.status_code == 403
    assert browser_of(staff).get(address).status_code == 200


@pytest.mark.parametrize(
    "model", sorted(admin.site._registry, key=lambda each: each._meta.label), ids=lambda each: each._meta.label
)
def test_each_role_opens_its_own_lists_of_the_admin(model: type[models.Model], role_holders: dict[str, User]) -> None:
    label, name = model._meta.app_label, model._meta.model_name
    lists = f"admin:{label}_{name}"
    for role, holder in role_holders.items():
        client = browser_of(holder)
        may = {verb: is_granted(role, f"{label}.{verb}_{name}") for verb in ("view", "change", "add", "delete")}
        assert client.get(reverse(f"{lists}_changelist")).status_code == (
            200 if may["view"] or may["change"] else 403
        ), role
        added = client.get(reverse(f"{lists}_add")).status_code
        assert added in ({200, 403} if may["add"] else {403}), role  # 403 also where nobody adds by hand
