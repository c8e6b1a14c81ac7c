"""Changes prices, now or at a later moment."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from spirits.copies import forget_catalogue
from spirits.models.plan import Plan
from spirits.models.price import Price, PricedItem
from spirits.queries.economy.prices import Priced
from spirits.rules.economy.amounts import LARGEST
from spirits.rules.economy.errors import BadAmount, PriceInThePast


@transaction.atomic
def set_price(
    *,
    thing: Priced,
    cents: int | None,
    points: int | None,
    starts_at: datetime,
    now: datetime,
    actor: UUID | None = None,
    reason: str = "",
) -> Price:
    """Let the thing cost this from then on, until its next scheduled price; a moment in the past is refused.

    The catalogue's own columns follow at once for a change that starts now, and by ``apply_due_prices`` for a later one.
    """
    for name, amount in (("cents", cents), ("points", points)):
        if amount is not None and (
            isinstance(amount, bool) or not isinstance(amount, int) or not 0 <= amount <= LARGEST
        ):
            raise BadAmount.of(name, f"Expected a whole number from 0 to {LARGEST:,}.")
    if starts_at < now:
        raise PriceInThePast
    item = PricedItem.objects.get(**{type(thing)._meta.model_name or "": thing.pk})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT spirits_set_price(%s, %s, %s, %s, %s, %s)", [item.pk, cents, points, starts_at, actor, reason[:300]]
        )
        (made,) = cursor.fetchone()
    if starts_at == now:
        show_price(thing, cents=cents, points=points)
    return Price.objects.get(pk=made)


def show_price(thing: Priced, *, cents: int | None, points: int | None) -> None:
    """Write a price into the catalogue's own columns, which lists and pages show."""
    shown: dict[str, int] = {"price_cents": cents or 0}
    if not isinstance(thing, Plan):
        shown["price_points"] = points or 0
    if type(thing)._default_manager.filter(pk=thing.pk).exclude(**shown).update(**shown):
        forget_catalogue()


def apply_due_prices(*, at: datetime) -> int:
    """Bring the catalogue's columns in step with the prices that hold now, and return how many things changed."""
    changed = 0
    for table, column in (
        ("spirits_spirit", "spirit_id"),
        ("spirits_bundle", "bundle_id"),
        ("spirits_plan", "plan_id"),
    ):
        has_points = column != "plan_id"
        sets = "price_cents = coalesce(p.cents, 0)" + (", price_points = coalesce(p.points, 0)" if has_points else "")
        differs = "t.price_cents <> coalesce(p.cents, 0)" + (
            " OR t.price_points <> coalesce(p.points, 0)" if has_points else ""
        )
        with connection.cursor() as cursor:
            cursor.execute(
                f"""
                UPDATE {table} t SET {sets} FROM spirits_price p JOIN spirits_priceditem i ON i.id = p.item_id
                WHERE i.{column} = t.id AND p.valid_from <= %s AND (p.valid_until IS NULL OR p.valid_until > %s) AND ({differs})
                """,  # noqa: S608 - the names are the tuple's above
                [at, at],
            )
            changed += cursor.rowcount
    if changed:
        forget_catalogue()
    return changed
