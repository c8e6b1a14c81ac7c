"""Staff roles: groups with exactly the rights their patterns name."""

import pytest
from django.contrib.auth.models import Group

from accounts.models import User
from accounts.rules.roles import ROLES, is_granted
from accounts.services.roles import grant_roles
from accounts.testing import client_of, make_user

pytestmark = pytest.mark.django_db

LISTS = {
    "accounts/user": {"Support", "Finance", "Auditor", "Operations", "Owner"},
    "ops/limitrule": {"Auditor", "Operations", "Owner"},
    "ops/auditentry": {"Auditor", "Operations", "Owner"},
    "spirits/spirit": {"Catalogue editor", "Pricing manager", "Support", "Finance", "Auditor", "Operations", "Owner"},
}


def member(role: str) -> User:
    user = make_user(is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


@pytest.mark.parametrize("role", sorted(ROLES))
def test_a_role_sees_its_lists_and_no_others(role: str) -> None:
    desk = client_of(member(role))
    seen = {each for each in LISTS if desk.get(f"/admin/{each}/").status_code == 200}
    assert seen == {each for each, roles in LISTS.items() if role in roles}


def test_the_auditor_reads_everything_and_changes_nothing() -> None:
    rights = member("Auditor").get_all_permissions()
    assert rights
    assert all(".view_" in right for right in rights)


def test_nobody_may_write_history() -> None:
    for role in ROLES:
        rights = member(role).get_all_permissions()
        assert not {"ops.change_auditentry", "ops.delete_systemevent", "ops.add_apilog"} & rights


def test_granting_again_takes_back_what_was_added() -> None:
    group = Group.objects.get(name="Support")
    before = set(group.permissions.values_list("id", flat=True))
    group.permissions.add(*Group.objects.get(name="Owner").permissions.all())
    grant_roles()
    assert set(group.permissions.values_list("id", flat=True)) == before


def test_patterns() -> None:
    assert is_granted("Catalogue editor", "spirits.change_spirit")
    assert not is_granted("Catalogue editor", "accounts.change_user")
    assert not is_granted("Owner", "ops.delete_auditentry")
    assert is_granted("Owner", "ops.view_auditentry")
