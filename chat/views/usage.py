"""The page that shows what a person's calls took."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_safe

from accounts.queries.signed_in import signed_in
from chat.api.usage import csv_answer
from chat.queries.usage import Span, usage_by
from project.lib.clock import now

PERIODS = (7, 30, 90)
HEIGHT, WIDTH = 160, 720  # of a chart, in its own units
TABLES = (
    ("model", gettext_noop("Models")),
    ("minion", gettext_noop("Minions")),
    ("key", gettext_noop("API keys")),
    ("door", gettext_noop("Doors")),
)


@dataclass(frozen=True)
class Bar:
    """One day of a chart, drawn from the ground up."""

    day: date
    value: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Chart:
    """Bars and their highest value."""

    name: str
    bars: list[Bar]
    highest: int
    total: int


@login_required
@require_safe
def usage(request: HttpRequest) -> HttpResponse:
    """Charts by day, and tables by model, minion, key and door."""
    days = _days(request)
    span = Span.of_days(days, now=now())
    by_day = {row["day"]: row for row in usage_by(signed_in(request), "day", span)}
    context = {
        "days": days,
        "periods": PERIODS,
        "charts": [
            chart(gettext("Calls"), span, {day: row["calls"] for day, row in by_day.items()}),
            chart(
                gettext("Tokens"),
                span,
                {day: row["input_tokens"] + row["output_tokens"] for day, row in by_day.items()},
            ),
            chart(gettext("Points"), span, {day: row["points"] for day, row in by_day.items()}),
        ],
        "tables": [_table(request, group, title, span) for group, title in TABLES],
        "section": "usage",
    }
    return render(request, "chat/usage.html", context)


@login_required
@require_safe
def usage_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The same calls as a file."""
    return csv_answer(signed_in(request), Span.of_days(_days(request), now=now()))


def chart(name: str, span: Span, values: dict[date, int]) -> Chart:
    """A chart in which the highest day fills the height and every day has its place."""
    days = span.days
    highest = max(values.values(), default=0)
    step = WIDTH / len(days)
    bars = []
    for place, day in enumerate(days):
        value = values.get(day, 0)
        height = round(HEIGHT * value / highest, 2) if highest else 0.0
        if value:
            height = max(height, 2.0)
        bars.append(Bar(day, value, round(place * step + step * 0.1, 2), HEIGHT - height, round(step * 0.8, 2), height))
    return Chart(name, bars, highest, sum(values.values()))


def _table(request: HttpRequest, group: str, title: str, span: Span) -> dict[str, Any]:
    rows = usage_by(signed_in(request), group, span)
    for row in rows:
        row["title"] = _title(group, row)
    return {"title": title, "rows": rows[:20]}


def _title(group: str, row: dict[str, Any]) -> str:
    if group == "model":
        return f"{row['provider_name']} / {row['model_name']}" if row["model_name"] else "No model"
    if group == "door":
        return {"chat": "Chat", "openai": "OpenAI", "anthropic": "Anthropic", "ollama": "Ollama"}[row["door"]]
    return row["name"] or ("Without a minion" if group == "minion" else "Without a key")


def _days(request: HttpRequest) -> int:
    """The period asked for; anything else is 30 days."""
    asked = request.GET.get("days", "")
    return int(asked) if asked in {str(each) for each in PERIODS} else 30
