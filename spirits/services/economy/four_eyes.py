"""Staff's larger adjustments, refunds and grants wait for a second person; smaller ones happen at once."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import User
from project.ops.queries.runtime import value_of
from project.ops.rules.runtime_settings import Declared, declare
from spirits.models.purchase import Purchase
from spirits.models.staff_request import StaffRequest
from spirits.rules.economy.amounts import LARGEST, POINTS
from spirits.rules.economy.errors import KeyReused, OwnRequest, RequestDecided
from spirits.services.economy.bulk_grants import BulkGrants, grant_all
from spirits.services.economy.move_points import grant_points, take_points
from spirits.services.purchase.refund import refund_purchase

Verb, State = StaffRequest.Verb, StaffRequest.State
POINTS_LIMIT = declare(
    Declared(
        "four_eyes_points",
        0,
        "Points above which an adjustment, a refund or the price of what staff open needs a second person. 0: never.",
        most=LARGEST,
    )
)
CENTS_LIMIT = declare(
    Declared("four_eyes_cents", 0, "Cents above which a refund needs a second person. 0: never.", most=LARGEST)
)


@dataclass(frozen=True)
class Wanted:
    """What a member of staff wants to do. ``key`` makes a repeat harmless."""

    verb: StaffRequest.Verb
    about: str
    amount: int
    reason: str
    key: str
    unit: str = POINTS
    subject: User | None = None
    payload: dict[str, Any] = field(default_factory=dict)


def needs_second(*, unit: str, amount: int) -> bool:
    """Whether so much needs a second person now."""
    limit = int(value_of(POINTS_LIMIT if unit == POINTS else CENTS_LIMIT))
    return bool(limit) and amount > limit


@transaction.atomic
def do_or_ask(wanted: Wanted, *, actor: User, at: datetime) -> StaffRequest | None:
    """Do it, or write it down for a second person and return that; the same key again changes nothing."""
    if not needs_second(unit=wanted.unit, amount=wanted.amount):
        _do(wanted.verb, wanted.subject, wanted.payload, wanted.key, wanted.reason, actor.pk, at)
        return None
    fresh = StaffRequest(
        verb=wanted.verb,
        key=wanted.key,
        subject=wanted.subject,
        about=wanted.about[:300],
        unit=wanted.unit,
        amount=wanted.amount,
        payload=wanted.payload,
        reason=wanted.reason[:300],
        asker=actor,
        asker_key=actor.pk,
        asked_at=at,
    )
    StaffRequest.objects.bulk_create([fresh], ignore_conflicts=True)
    kept = StaffRequest.objects.get(key=wanted.key)
    if (kept.verb, kept.payload, kept.amount) != (fresh.verb, fresh.payload, fresh.amount):
        raise KeyReused
    return kept


@transaction.atomic
def agree(*, request: StaffRequest, actor: User, at: datetime, note: str = "") -> StaffRequest:
    """Do what was asked for, now and in this transaction. OwnRequest for whoever asked, RequestDecided the second time."""
    kept = _locked(request, actor)
    _do(kept.verb, kept.subject, kept.payload, kept.key, kept.reason, kept.asker_key, at)
    return _decide(kept, State.DONE, actor, at, note=note)


@transaction.atomic
def refuse(*, request: StaffRequest, actor: User, note: str, at: datetime) -> StaffRequest:
    """Leave everything as it is. The same errors as for agreeing."""
    return _decide(_locked(request, actor), State.REFUSED, actor, at, note=note)


def _locked(request: StaffRequest, actor: User) -> StaffRequest:
    kept = StaffRequest.objects.select_for_update(of=("self",)).select_related("subject").get(pk=request.pk)
    if kept.state != State.WAITING:
        raise RequestDecided
    if kept.asker_key == actor.pk:
        raise OwnRequest
    return kept


def _decide(kept: StaffRequest, state: StaffRequest.State, actor: User, at: datetime, *, note: str) -> StaffRequest:
    kept.state, kept.decider, kept.decider_key, kept.decided_at, kept.note = state, actor, actor.pk, at, note[:300]
    kept.save(update_fields=["state", "decider", "decider_key", "decided_at", "note"])
    return kept


def _do(
    verb: str, subject: User | None, payload: dict[str, Any], key: str, reason: str, actor: UUID, at: datetime
) -> None:
    _VERBS[verb](subject, payload, key, reason, actor, at)


def _points(move: Callable[..., Any]) -> Callable[..., None]:
    def work(subject: User | None, payload: dict[str, Any], key: str, reason: str, actor: UUID, at: datetime) -> None:
        if subject is not None:
            move(user=subject, points=payload["points"], key=key, at=at, reason=reason, actor=actor)

    return work


def _refund(subject: User | None, payload: dict[str, Any], key: str, reason: str, actor: UUID, at: datetime) -> None:
    bought = Purchase.objects.get(pk=payload["purchase"])
    refund_purchase(purchase=bought, key=key, reason=reason, actor=actor, at=at, amount=payload["amount"])


def _grants(subject: User | None, payload: dict[str, Any], key: str, reason: str, actor: UUID, at: datetime) -> None:
    grant_all(BulkGrants.from_payload(payload), key=key, reason=reason, actor=actor, at=at)


_VERBS: dict[str, Callable[..., None]] = {
    Verb.GIVE: _points(grant_points),
    Verb.TAKE: _points(take_points),
    Verb.REFUND: _refund,
    Verb.GRANT: _grants,
    Verb.BULK: _grants,
}
