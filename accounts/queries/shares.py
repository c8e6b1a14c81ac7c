"""What people share with each other."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.contrib.auth.models import Group
from django.db.models import QuerySet

from accounts.models import Share, User
from accounts.queries.ownership import for_user, shares_reaching
from accounts.rules.shareables import shareables
from project.lib.errors import InvalidInput, NotFound


def shares_given(user: User) -> QuerySet[Share]:
    """What that person shares, newest first."""
    return Share.objects.filter(shared_by=user).select_related("person", "group", "shared_by").order_by("-id")


def shares_received(user: User) -> QuerySet[Share]:
    """What others share with that person or their groups, newest first; without their own gifts to a group."""
    reaching = shares_reaching(user).exclude(shared_by=user)
    return reaching.select_related("person", "group", "shared_by").order_by("-id")


def groups_to_share_with(user: User) -> QuerySet[Group]:
    """The groups that person is in."""
    return Group.objects.filter(user=user).order_by("name")


def title_of_own(user: User, *, kind: str, object_id: UUID) -> str:
    """The title of something that person owns; NotFound when they do not, InvalidInput when there is no such kind."""
    shareable = shareables().get(kind)
    if shareable is None:
        raise InvalidInput.of("kind", f"Choose from: {', '.join(sorted(shareables()))}.")
    found = for_user(shareable.model._default_manager.all(), user).filter(pk=object_id).first()
    if found is None:
        raise NotFound
    return shareable.title_of(found)


def titled(shares: Iterable[Share]) -> list[Share]:
    """The shares with their objects' titles as ``title``: one query for each kind among them."""
    found = list(shares)
    wanted: dict[str, set[UUID]] = defaultdict(set)
    for share in found:
        wanted[share.kind].add(share.object_id)
    titles: dict[tuple[str, UUID], str] = {}
    for kind, ids in wanted.items():
        if shareable := shareables().get(kind):
            objects = shareable.model._default_manager.in_bulk(ids)
            titles |= {(kind, pk): shareable.title_of(each) for pk, each in objects.items()}
    for share in found:
        share.title = titles.get((share.kind, share.object_id), "")  # type: ignore[attr-defined]  # for one answer
    return found


def readers_of(user: User, *, kind: str, object_id: UUID) -> list[Share]:
    """Who may read something that person owns; NotFound when they do not own it."""
    title_of_own(user, kind=kind, object_id=object_id)
    return list(shares_given(user).filter(kind=kind, object_id=object_id))
