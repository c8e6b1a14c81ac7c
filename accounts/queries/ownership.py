"""The one rule of who may do what with an object that somebody owns."""

from enum import StrEnum
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from accounts.models import Share, User
from accounts.rules.shareables import kind_of

M = TypeVar("M", bound=Model)


class Right(StrEnum):
    """What somebody wants to do with an object."""

    READ = "read"
    CHANGE = "change"


def for_user(rows: QuerySet[M], user: User, *, right: Right = Right.CHANGE, through: str = "") -> QuerySet[M]:
    """Those of ``rows`` this person has that right to: their own, and to read also what is shared with them.

    ``through`` names the link to the owned object where the rows belong to one (a message to its conversation). Use READ
    to get one object by its id; lists of one's own are cheaper with CHANGE.
    """
    prefix = f"{through}__" if through else ""
    owned: Any = rows.model._meta.get_field(through).related_model if through else rows.model
    own = Q(**{f"{prefix}owner": user})
    kind = kind_of(owned)
    if right is Right.CHANGE or kind is None:
        return rows.filter(own)
    return rows.filter(own | Q(**{f"{prefix}pk__in": shares_reaching(user).filter(kind=kind).values("object_id")}))


def shares_reaching(user: User) -> QuerySet[Share]:
    """What was shared with the person, or with a group they are in at this moment."""
    return Share.objects.filter(Q(person=user) | Q(group__in=user.groups.all()))
