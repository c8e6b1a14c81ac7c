"""Give the roles their rights."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction

from accounts.rules.roles import ROLES, is_granted


@transaction.atomic
def grant_roles() -> None:
    """Every role has exactly the rights its patterns name among all permissions there are; safe to repeat."""
    permissions = list(Permission.objects.select_related("content_type"))
    for role in ROLES:
        group, _ = Group.objects.get_or_create(name=role)
        group.permissions.set(
            each for each in permissions if is_granted(role, f"{each.content_type.app_label}.{each.codename}")
        )
