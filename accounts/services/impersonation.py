"""Staff see the site as a person does: to read, for half an hour, with a reason, and the person is told."""

from datetime import datetime
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.notices import SECURITY
from accounts.queries.impersonation import SEEN_AS, may_be_seen_as
from accounts.services.notifications import notify
from accounts.speaking import speaking_to
from project.lib.errors import Forbidden, InvalidInput, NotFound
from project.ops.models import SystemEvent
from project.ops.services.events import record_event


@transaction.atomic
def start_impersonation(*, staff: User, session: SessionBase, person_id: UUID, why: str, at: datetime) -> User:
    """From now on this session reads the person's pages. Who did it and why is an event that nobody can change."""
    if not why.strip():
        raise InvalidInput.of("why", "Say why; the person and the auditors can read it.")
    person = User.objects.filter(pk=person_id).first()
    if person is None:
        raise NotFound
    if not may_be_seen_as(person, by=staff):
        raise Forbidden("You may not see the site as this person.")
    session[SEEN_AS] = {"person": str(person.pk), "since": at.isoformat()}
    _record("impersonation_started", staff, person, why=why.strip()[:300])
    with speaking_to(person):
        told = _("A member of staff saw your pages to help you, and could not change anything. Reason: %(why)s")
        notify(
            user=person,
            kind=SECURITY,
            title=_("Support looked at your account"),
            body=told % {"why": why.strip()[:300]},
            at=at,
        )
    return person


def stop_impersonation(*, staff: User, session: SessionBase) -> None:
    """The session shows the staff member's own pages again; harmless when it does already."""
    record = session.pop(SEEN_AS, None)
    if record:
        _record("impersonation_ended", staff, User.objects.filter(pk=record["person"]).first())


def note_look(*, staff: User, person: User, path: str) -> None:
    """Keep which page was looked at."""
    _record("impersonation_looked", staff, person, path=path[:300])


def _record(kind: str, staff: User, person: User | None, **data: str) -> None:
    record_event(
        kind=kind,
        level=SystemEvent.Level.WARNING if kind == "impersonation_started" else SystemEvent.Level.INFO,
        message=f"{staff.email} as {person.email if person else 'nobody'}.",
        actor_id=staff.pk,
        subject=f"accounts.user:{person.pk if person else ''}",
        data=dict(data),
    )
