"""Share something with a person or a group, and take it back."""

from uuid import UUID

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Q

from accounts.models import Share, User
from accounts.queries.shares import groups_to_share_with, title_of_own
from accounts.rules.shareables import shareables
from project.lib.errors import InvalidInput, NotFound
from project.ops.services.events import record_event

MOST_READERS = 100


@transaction.atomic
def share(*, user: User, kind: str, object_id: UUID, email: str = "", group: str = "") -> Share:
    """Let a person, or a group the giver is in, read it from now on; sharing twice is sharing once."""
    title_of_own(user, kind=kind, object_id=object_id)
    shareables()[kind].model._default_manager.select_for_update().get(pk=object_id)  # it stays while this is written
    if bool(email) == bool(group):
        raise InvalidInput.of("email", "Name either a person's address or a group.")
    reader = {"person": _person(user, email)} if email else {"group": _group(user, group)}
    if Share.objects.filter(kind=kind, object_id=object_id).count() >= MOST_READERS:
        raise InvalidInput.of("email", f"This is shared {MOST_READERS} times already. Share it with a group.")
    made, is_new = Share.objects.get_or_create(kind=kind, object_id=object_id, **reader, defaults={"shared_by": user})
    if is_new:
        _note("shared", made)
    return made


@transaction.atomic
def unshare(*, user: User, share_id: UUID) -> None:
    """Take it back, or give it up when it was given to that person; NotFound when it is neither."""
    found = Share.objects.filter(Q(shared_by=user) | Q(person=user), pk=share_id).first()
    if found is None:
        raise NotFound
    _note("unshared", found)
    found.delete()


def _person(user: User, email: str) -> User:
    found = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if found is None:
        raise InvalidInput.of("email", "Nobody here has this address.")
    if found == user:
        raise InvalidInput.of("email", "This is yours already.")
    return found


def _group(user: User, name: str) -> Group:
    found = groups_to_share_with(user).filter(name=name).first()
    if found is None:
        raise InvalidInput.of("group", "You are in no group of this name.")
    return found


def _note(kind: str, share: Share) -> None:
    record_event(
        kind=kind,
        message=f"A {share.kind} was {kind}.",
        actor_id=share.shared_by_id,
        subject=f"{share.kind}:{share.object_id}",
        data={"person": str(share.person_id or ""), "group": share.group_id},
    )
