"""What a person's calls took: each by itself, and added up by day, model, minion, key or door."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Avg, Count, F, Q, QuerySet, Sum
from django.db.models.functions import TruncDate

from accounts.models import User
from chat.models import UsageRecord
from project.lib.spreadsheet import escaped

# What each way of adding up names its groups by: the records' own columns, and what is computed.
GROUPS: dict[str, tuple[tuple[str, ...], dict[str, Any]]] = {
    "day": ((), {"day": TruncDate("at", tzinfo=UTC)}),
    "model": (("provider_name", "model_name"), {}),
    "minion": (("minion_id",), {"name": F("minion__name")}),
    "key": (("api_key_id",), {"name": F("api_key__name")}),
    "door": (("door",), {}),
}
MOST_GROUPS = 1_000
COLUMNS = (
    "at",
    "door",
    "kind",
    "state",
    "provider",
    "model",
    "minion",
    "key",
    "input_tokens",
    "output_tokens",
    "is_estimated",
    "points",
    "cost",
    "currency",
    "first_token_ms",
    "total_ms",
    "error_code",
)


@dataclass(frozen=True)
class Cost:
    """So much of one currency."""

    currency: str
    amount: Decimal


@dataclass(frozen=True)
class Span:
    """Whole days in UTC, from ``first`` to ``last``, both included."""

    first: date
    last: date

    @classmethod
    def of_days(cls, days: int, *, now: datetime) -> "Span":
        """The last so many days, today included."""
        today = now.astimezone(UTC).date()
        return cls(today - timedelta(days=days - 1), today)

    @property
    def days(self) -> list[date]:
        """Every day of it."""
        return [self.first + timedelta(days=each) for each in range((self.last - self.first).days + 1)]

    def within(self) -> Q:
        """Records asked for in these days."""
        start = datetime.combine(self.first, time(), UTC)
        return Q(at__gte=start, at__lt=datetime.combine(self.last, time(), UTC) + timedelta(days=1))


def usage_of(user: User) -> QuerySet[UsageRecord]:
    """The person's calls, newest first."""
    return UsageRecord.objects.filter(owner=user).select_related("minion", "api_key").order_by("-at", "-id")


def usage_by(user: User, group: str, span: Span) -> list[dict[str, Any]]:
    """Calls, tokens, points, money and times per group: by day in the order of days, else the busiest first.

    ``costs`` has one entry for each currency that was spent.
    """
    columns, computed = GROUPS[group]
    grouped = UsageRecord.objects.filter(span.within(), owner=user).order_by().values(*columns, **computed)
    rows = grouped.annotate(
        calls=Count("id"),
        failed=Count("id", filter=Q(state__in=["failed", "incomplete"])),
        input_tokens=Sum("input_tokens"),
        output_tokens=Sum("output_tokens"),
        points=Sum("points"),
        first_token_ms=Avg("first_token_ms"),
        total_ms=Avg("total_ms"),
    )
    order = ["day"] if group == "day" else ["-calls", *columns]
    found = list(rows.order_by(*order)[:MOST_GROUPS])
    names = (*columns, *computed)
    costs = _costs(grouped, names)
    for row in found:
        row["costs"] = costs.get(tuple(row[name] for name in names), [])
        for name in ("first_token_ms", "total_ms"):
            row[name] = None if row[name] is None else round(row[name])
    return found


def _costs(grouped: QuerySet[Any, dict[str, Any]], names: tuple[str, ...]) -> dict[tuple[Any, ...], list[Cost]]:
    """What each group cost, by the group's values."""
    found: dict[tuple[Any, ...], list[Cost]] = {}
    spent = grouped.exclude(cost_currency="").values(*names, "cost_currency").annotate(micros=Sum("cost_micros"))
    for row in spent.order_by("cost_currency"):
        cost = Cost(row["cost_currency"], amount_of(row["micros"]))
        found.setdefault(tuple(row[name] for name in names), []).append(cost)
    return found


def amount_of(micros: int) -> Decimal:
    """Millionths of a currency as an amount of it."""
    return Decimal(micros).scaleb(-6)


def csv_rows(user: User, span: Span) -> Iterator[list[Any]]:
    """The header and one line for each call of these days, oldest first; read in pieces."""
    yield list(COLUMNS)
    for each in usage_of(user).filter(span.within()).order_by("at", "id").iterator(chunk_size=1_000):
        yield [
            each.at.isoformat(),
            each.door,
            each.kind,
            each.state,
            escaped(each.provider_name),
            escaped(each.model_name),
            escaped(each.minion.name) if each.minion else "",
            escaped(each.api_key.name) if each.api_key else "",
            each.input_tokens,
            each.output_tokens,
            each.is_estimated,
            each.points,
            "" if each.cost_micros is None else f"{amount_of(each.cost_micros):f}",
            each.cost_currency,
            each.first_token_ms,
            each.total_ms,
            each.error_code,
        ]
