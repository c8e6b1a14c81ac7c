"""Sets points and tokens aside before work that may cost them."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from accounts.models import User
from project.lib.clock import now
from project.lib.ids import uuid7
from spirits.models.budget import Reservation
from spirits.models.ledger import LedgerTransaction, TransactionKind
from spirits.rules.economy.amounts import LARGEST
from spirits.rules.economy.errors import BadAmount, KeyReused
from spirits.services.budget.uses import budgets_for, notice, take_from
from spirits.services.economy.open_account import held_of, wallet_of
from spirits.services.economy.post_transaction import Leg, post_transaction

LONGEST_WORK = timedelta(hours=6)


@transaction.atomic
def reserve(
    *,
    user: User,
    run_id: UUID,
    upper_points: int,
    upper_tokens: int = 0,
    minion_id: UUID | None = None,
    api_key: UUID | None = None,
    work: UUID | None = None,
    at: datetime | None = None,
    lasting: timedelta = LONGEST_WORK,
) -> Reservation:
    """Set aside what the work can cost at most; the same work again returns the same reservation.

    ``work`` names what several reservations belong to: the model calls of one answer.

    NotEnoughPoints when the wallet holds less, BudgetSpent when a budget has less left; then nothing is set aside.
    """
    for name, amount in (("upper_points", upper_points), ("upper_tokens", upper_tokens)):
        if isinstance(amount, bool) or not isinstance(amount, int) or not 0 <= amount <= LARGEST:
            raise BadAmount.of(name, f"Expected a whole number from 0 to {LARGEST:,}.")
    at = at or now()
    fresh = Reservation(
        id=uuid7(),
        run_id=run_id,
        work=work or run_id,
        owner=user,
        minion_id=minion_id,
        api_key=api_key,
        upper_points=upper_points,
        upper_tokens=upper_tokens,
        opened_at=at,
        expires_at=at + lasting,
    )
    Reservation.objects.bulk_create([fresh], ignore_conflicts=True)
    kept = Reservation.objects.get(run_id=run_id)
    if kept.pk != fresh.pk:
        if (kept.owner_id, kept.upper_points, kept.upper_tokens) != (user.pk, upper_points, upper_tokens):
            raise KeyReused
        return kept
    uses = [
        take_from(budget, points=upper_points, tokens=upper_tokens, at=at)
        for budget in budgets_for(user=user, minion_id=minion_id, api_key=api_key)
    ]
    kept.uses.set(uses)
    kept.held = _hold(user, run_id, upper_points, at)
    kept.save(update_fields=["held"])
    notice(uses, user=user, at=at)
    return kept


def _hold(user: User, run_id: UUID, points: int, at: datetime) -> LedgerTransaction | None:
    if not points:
        return None
    legs = [Leg(wallet_of(user), -points), Leg(held_of(user), points)]
    return post_transaction(kind=TransactionKind.RESERVE, key=f"reserve:{run_id}", legs=legs, at=at)
