"""Closes reservations with what the work really took."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from project.lib.clock import now
from spirits.models.account import Account, AccountKind
from spirits.models.budget import Reservation
from spirits.models.ledger import LedgerTransaction, TransactionKind
from spirits.rules.economy.amounts import POINTS
from spirits.rules.economy.errors import BadAmount, ReservationClosed
from spirits.services.budget.uses import give_back
from spirits.services.economy.open_account import site_account
from spirits.services.economy.post_transaction import Leg, post_transaction


@transaction.atomic
def settle(
    *,
    run_id: UUID,
    points: int,
    tokens: int = 0,
    explanation: list[dict[str, Any]] | None = None,
    at: datetime | None = None,
) -> Reservation:
    """Charge what the work cost and give the rest back; the same cost again changes nothing.

    Never more than was reserved is charged; what the work cost beyond that is written down as unpaid.
    """
    if min(points, tokens) < 0:
        raise BadAmount.of("points", "A cost is never below zero.")
    kept = _locked(run_id)
    charged = min(points, kept.upper_points)
    if kept.state != Reservation.State.HELD:
        if (kept.state, kept.points, kept.unpaid_points) != (Reservation.State.SETTLED, charged, points - charged):
            raise ReservationClosed
        return kept
    kept.unpaid_points = points - charged
    kept.explanation = explanation or []
    return _close(kept, Reservation.State.SETTLED, points=charged, tokens=tokens, at=at or now())


@transaction.atomic
def release(*, run_id: UUID, at: datetime | None = None) -> Reservation:
    """Give back everything that was reserved; a reservation that is closed already stays as it is."""
    kept = _locked(run_id)
    if kept.state != Reservation.State.HELD:
        return kept
    return _close(kept, Reservation.State.RELEASED, points=0, tokens=0, at=at or now())


def release_expired(*, at: datetime) -> int:
    """Release what work that died has left reserved past its expiry, and return how many there were."""
    due = Reservation.objects.filter(state=Reservation.State.HELD, expires_at__lte=at).order_by("expires_at")
    run_ids = list(due.values_list("run_id", flat=True)[:1000])
    return sum(release(run_id=run_id, at=at).closed_at == at for run_id in run_ids)


def _locked(run_id: UUID) -> Reservation:
    return Reservation.objects.select_for_update(of=("self",)).get(run_id=run_id)


def _close(kept: Reservation, state: Reservation.State, *, points: int, tokens: int, at: datetime) -> Reservation:
    give_back(kept.uses.all(), points=kept.upper_points - points, tokens=kept.upper_tokens - tokens)
    kept.closed = _give_back_points(kept, points, at)
    kept.state, kept.points, kept.tokens, kept.closed_at = state, points, tokens, at
    kept.save(update_fields=["state", "points", "tokens", "unpaid_points", "explanation", "closed", "closed_at"])
    return kept


def _give_back_points(kept: Reservation, points: int, at: datetime) -> LedgerTransaction | None:
    if kept.held is None:
        return None
    accounts = {entry.account.kind: entry.account for entry in kept.held.entries.select_related("account")}
    wallet: Account = accounts[AccountKind.WALLET]
    legs = [
        Leg(accounts[AccountKind.HELD], -kept.upper_points),
        Leg(wallet, kept.upper_points - points),
        Leg(site_account(AccountKind.SPENT, POINTS), points),
    ]
    kind = TransactionKind.SETTLE if points else TransactionKind.RELEASE
    return post_transaction(kind=kind, key=f"close:{kept.run_id}", legs=legs, at=at)
