"""Whose eyes a session sees the site with."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.backends.base import SessionBase

from accounts.models import User

SEEN_AS = "seen_as"  # in the session: {"person": id, "since": time}
LONGEST = timedelta(minutes=30)
PERMISSION = "accounts.impersonate_user"


def may_be_seen_as(person: User, *, by: User) -> bool:
    """Whether that staff member may see the site as this person: never as staff, whose rights would come along."""
    return by.is_active and by.has_perm(PERMISSION) and person.is_active and not person.is_staff and person != by


def seen_as(session: SessionBase, user: User, *, at: datetime) -> User | None:
    """The person whose site the signed-in ``user`` sees in this session; None when they see their own."""
    record: Any = session.get(SEEN_AS)
    if not record or at - datetime.fromisoformat(record["since"]) > LONGEST:
        return None
    person = User.objects.filter(pk=record["person"]).first()
    return person if person is not None and may_be_seen_as(person, by=user) else None
