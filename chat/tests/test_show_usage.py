"""Usage of chat and of other programs: by API, on the page, as CSV; nobody sees another's."""

import csv
import io
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError

from accounts.models import User
from accounts.testing import client_of, make_api_key_of, make_user
from chat.engine.engine import Engine
from chat.engine.turn import in_thread
from chat.models import Run, UsageRecord
from chat.queries.usage import Cost, Span, usage_by
from chat.testing import make_scripted_model, say
from chat.views.usage import chart
from project.lib.clock import now
from spirits.services.economy.move_points import grant_points
from spirits.testing import make_minion
from training.models import LanguageModel
from training.testing import make_model

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


def make_record(owner: User, **fields: Any) -> UsageRecord:
    values = {"model_name": "small", "provider_name": "Home", "door": "openai", "state": "completed", "at": now()}
    return UsageRecord.objects.create(owner=owner, **{**values, "input_tokens": 10, "output_tokens": 5, **fields})


@pytest.mark.django_db
def test_sums_by_day_model_minion_key_and_door(alice: User, bob: User) -> None:
    minion = make_minion(alice, name="Helper")
    key, _ = make_api_key_of(alice)
    span = Span(NOON.date() - timedelta(days=1), NOON.date())
    make_record(alice, at=NOON, points=3, first_token_ms=100, minion=minion, api_key=key)
    make_record(alice, at=NOON, points=1, first_token_ms=201, state="failed", door="chat")
    make_record(alice, at=NOON - timedelta(days=1), model_name="large")
    make_record(alice, at=NOON - timedelta(days=2))
    make_record(alice, at=NOON.replace(hour=0) + timedelta(days=1))
    make_record(bob, at=NOON)
    days = usage_by(alice, "day", span)
    assert [
        (each["day"].day, each["calls"], each["failed"], each["input_tokens"], each["points"]) for each in days
    ] == [
        (3, 1, 0, 10, 0),
        (4, 2, 1, 20, 4),
    ]
    assert [each["first_token_ms"] for each in days] == [None, 150]
    assert [(each["model_name"], each["calls"]) for each in usage_by(alice, "model", span)] == [
        ("small", 2),
        ("large", 1),
    ]
    assert [(each["name"], each["calls"]) for each in usage_by(alice, "minion", span)] == [(None, 2), ("Helper", 1)]
    assert {each["name"]: each["calls"] for each in usage_by(alice, "key", span)} == {None: 2, "test key": 1}
    assert {each["door"]: each["calls"] for each in usage_by(alice, "door", span)} == {"openai": 2, "chat": 1}


@pytest.mark.django_db
def test_the_api_lists_sums_and_exports_ones_own(alice: User, bob: User, django_assert_max_num_queries: Any) -> None:
    mine = make_record(alice, at=NOON, model_name="=cmd", minion=make_minion(alice, name="Helper"))
    make_record(bob, at=NOON)
    client = client_of(alice)
    with django_assert_max_num_queries(8):
        listed = client.get("/api/v1/usage").json()["results"]
    assert [(each["id"], each["model"], each["input_tokens"]) for each in listed] == [(str(mine.pk), "=cmd", 10)]
    assert client.get("/api/v1/usage?door=ollama").json()["results"] == []
    sums = client.get("/api/v1/usage/summary?by=door&from=2026-03-01&to=2026-03-31").json()
    assert [(each["door"], each["calls"], each["output_tokens"]) for each in sums] == [("openai", 1, 5)]
    exported = client.get("/api/v1/usage/export?from=2026-03-01&to=2026-03-31")
    assert exported["Content-Disposition"] == 'attachment; filename="usage-2026-03-01-2026-03-31.csv"'
    header, row = csv.reader(io.StringIO(exported.getvalue().decode()))
    assert dict(zip(header, row, strict=True)) | {"at": ""} == {
        "at": "", "door": "openai", "kind": "answer", "state": "completed", "provider": "Home", "model": "'=cmd",
        "minion": "Helper", "key": "", "input_tokens": "10", "output_tokens": "5", "is_estimated": "False",
        "points": "0", "cost": "", "currency": "", "first_token_ms": "", "total_ms": "0", "error_code": "",
    }  # fmt: skip


@pytest.mark.django_db
def test_money_is_counted_by_the_price_of_the_moment(alice: User) -> None:
    model = make_model(name="rented", price_currency="USD", input_price=Decimal("0.15"), output_price=Decimal("0.6"))
    other = make_model(model.provider, "dear", price_currency="EUR", input_price=15, output_price=75)
    record = make_record(alice, at=NOON, language_model=model, input_tokens=1_000_000, output_tokens=10)
    make_record(alice, at=NOON, language_model=model, input_tokens=1, output_tokens=0)
    make_record(alice, at=NOON, language_model=other, input_tokens=2, output_tokens=1)
    make_record(alice, at=NOON, language_model=make_model(model.provider, "free"))
    LanguageModel.objects.filter(pk=model.pk).update(input_price=99)
    record.refresh_from_db()
    assert (record.cost_micros, record.cost_currency) == (150_006, "USD")
    span = Span(NOON.date(), NOON.date())
    (day,) = usage_by(alice, "day", span)
    assert day["costs"] == [Cost("EUR", Decimal("0.000105")), Cost("USD", Decimal("0.150006"))]
    client, query = client_of(alice), "from=2026-03-04&to=2026-03-04"
    sums = client.get(f"/api/v1/usage/summary?by=door&{query}").json()
    assert sums[0]["costs"] == [
        {"currency": "EUR", "amount": "0.000105"},
        {"currency": "USD", "amount": "0.150006"},
    ]
    listed = {each["id"]: each["cost"] for each in client.get("/api/v1/usage").json()["results"]}
    assert listed[str(record.pk)] == {"currency": "USD", "amount": "0.150006"}
    assert None in listed.values()
    rows = csv.DictReader(io.StringIO(client.get(f"/api/v1/usage/export?{query}").getvalue().decode()))
    assert {(each["cost"], each["currency"]) for each in rows} == {
        ("0.150006", "USD"), ("0.000000", "USD"), ("0.000105", "EUR"), ("", ""),
    }  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong", [{"input_price": 1}, {"price_currency": "usd"}, {"price_currency": "USD", "output_price": -1}]
)
def test_a_price_without_a_currency_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError):
        make_model(name="odd", **wrong)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "field"),
    [("by=hour", "by"), ("from=x", "from"), ("from=2026-02-02&to=2026-02-01", "from"), ("from=2020-01-01&to=2026-01-01", "from"), ("other=1", "other")],
)  # fmt: skip
def test_bad_queries_are_named(alice: User, query: str, field: str) -> None:
    refused = client_of(alice).get(f"/api/v1/usage/summary?{query}")
    assert (refused.status_code, list(refused.json()["error"]["fields"])) == (400, [field])


@pytest.mark.django_db
def test_the_page_shows_charts_and_tables(alice: User, bob: User) -> None:
    make_record(alice, points=7, model_name="visible")
    make_record(bob, model_name="bobs-model")
    page = client_of(alice).get("/usage/?days=7").content.decode()
    assert "visible" in page
    assert "bobs-model" not in page
    assert page.count('<rect class="usage-bar"') == 3
    assert "style=" not in page.partition("usage-charts")[2]
    assert client_of(alice).get("/usage/?days=x").context["days"] == 30
    exported = client_of(alice).get("/usage/export.csv?days=7").getvalue().decode()
    assert "visible" in exported
    assert "bobs-model" not in exported


def test_the_highest_day_fills_the_chart_and_the_smallest_is_seen() -> None:
    span = Span(NOON.date() - timedelta(days=2), NOON.date())
    drawn = chart("Calls", span, {span.days[0]: 1000, span.days[1]: 1})
    assert [(each.height, each.value) for each in drawn.bars] == [(160, 1000), (2.0, 1), (0, 0)]
    assert (drawn.highest, drawn.total) == (1000, 1001)


async def test_a_chat_run_leaves_one_record(engine: Engine, transactional_db: None) -> None:
    def begin() -> Run:
        make_scripted_model(input_points_per_million=1_000_000, output_points_per_million=2_000_000)
        alice = make_user("alice@example.org")
        grant_points(user=alice, points=50_000, key="start", at=now(), reason="")
        return say(alice, "[[say Hello there]] [[usage 7 3]]")

    run = await in_thread(begin)
    await engine.answer_waiting()
    record = await in_thread(UsageRecord.objects.select_related("owner").get)
    assert (record.run_id, record.owner_id, record.door, record.state) == (run.pk, run.owner_id, "chat", "completed")
    assert (record.input_tokens, record.output_tokens, record.points) == (7, 3, 13)
    assert (record.model_name, record.provider_name) == ("scripted", "Scripted")
    assert record.first_token_ms is not None
