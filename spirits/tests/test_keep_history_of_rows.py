"""Rows of the catalogue and of money keep their history, whatever writes them."""

from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from accounts.models import User
from accounts.testing import bearer, client_of, make_api_key_of
from project.lib.clock import now
from project.ops.audit.authors import Author, authored, tables_with_history
from project.ops.models import RowChange
from spirits.models import Coupon, Spirit
from spirits.services.economy.move_points import grant_points
from spirits.testing import make_spirit

pytestmark = pytest.mark.django_db


def last(row_id: Any) -> RowChange:
    found = RowChange.objects.filter(row_id=str(row_id)).first()
    assert found is not None
    return found


def test_every_named_table_has_its_trigger() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid "
            "WHERE proname = 'ops_record_change'"
        )
        assert {name for (name,) in cursor.fetchall()} == tables_with_history()


def test_sql_and_bulk_updates_are_recorded_with_what_changed() -> None:
    spirit = make_spirit(tier="basic", price_cents=500, price_points=100)
    added = last(spirit.pk)
    assert (added.operation, added.before) == ("insert", None)
    assert added.after is not None
    assert added.after["price_points"] == 100
    Spirit.objects.filter(pk=spirit.pk).update(price_points=120)
    change = last(spirit.pk)
    assert (change.table, change.operation, change.before, change.after) == (
        "spirits_spirit", "update", {"price_points": 100}, {"price_points": 120},
    )  # fmt: skip
    assert (change.actor_id, change.door) == (None, "")  # nobody said who
    number = RowChange.objects.count()
    Spirit.objects.filter(pk=spirit.pk).update(price_points=120)
    assert RowChange.objects.count() == number


def test_staff_are_named_with_their_reason(staff: User) -> None:
    form = {"code": "SPRING", "percent_off": 10, "starts_at_0": "2026-03-01", "starts_at_1": "00:00", "_why": "A sale."}
    answer = client_of(staff).post("/admin/spirits/coupon/add/", form)
    assert answer.status_code == 302, answer.content
    coupon = Coupon.objects.get()
    change = last(coupon.pk)
    assert (change.actor_id, change.actor, change.door, change.why) == (staff.pk, staff.email, "admin", "A sale.")
    assert (change.operation, change.request_id) == ("insert", answer["X-Request-ID"])
    page = client_of(staff).get(f"/admin/ops/rowchange/?q={coupon.pk}").content.decode()
    assert staff.email in page
    assert "A sale." in page
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('daimon.author', true)")
        assert cursor.fetchone() == ("",)  # the next to use this connection is somebody else


def test_who_buys_with_points_is_named_though_all_is_written_in_one_message(alice: User) -> None:
    spirit = make_spirit(tier="basic", price_cents=500, price_points=100)
    grant_points(user=alice, points=100, key="start", at=now(), reason="")
    shop = client_of(alice)
    offer = shop.post("/api/v1/purchases/quote", {"spirit": spirit.slug}, content_type="application/json").json()
    answer = shop.post(
        "/api/v1/purchases", {"spirit": spirit.slug, "agreed": offer["fingerprint"]}, content_type="application/json",
        headers={"Idempotency-Key": "k"},
    )  # fmt: skip
    assert answer.status_code == 201, answer.content
    named = RowChange.objects.filter(table__in=["spirits_purchase", "spirits_grant"])
    assert [(change.operation, change.actor_id) for change in named] == [("insert", alice.pk)] * 2


def test_a_callers_key_is_the_persons_write(alice: User) -> None:
    _, key = make_api_key_of(alice)
    spirit = make_spirit(tier="basic", price_cents=500, price_points=100)
    answer = Client().post(
        f"/api/v1/access/{spirit.pk}/trial", {}, content_type="application/json", headers=bearer(key)
    )
    assert answer.status_code == 201, answer.content
    change = RowChange.objects.get(table="spirits_grant")
    assert (change.operation, change.actor_id, change.actor, change.door) == ("insert", alice.pk, "", "api")
    assert change.after is not None
    assert "calls_used" not in change.after


def test_a_rollback_takes_the_history_along_and_the_next_write_is_still_ones_own() -> None:
    spirit, author = (
        make_spirit(tier="basic", price_cents=500, price_points=100),
        Author(UUID(int=7), "", "job", "a_kind", "request-1"),
    )
    with authored(lambda: author):
        with transaction.atomic():
            Spirit.objects.filter(pk=spirit.pk).update(price_points=7)
            transaction.set_rollback(True)
        assert last(spirit.pk).operation == "insert"
        Spirit.objects.filter(pk=spirit.pk).update(price_points=8)
    change = last(spirit.pk)
    assert (change.actor_id, change.door, change.why, change.request_id) == (author.id, "job", "a_kind", "request-1")


def test_history_cannot_be_rewritten() -> None:
    spirit = make_spirit()
    for write in (lambda rows: rows.update(why="x"), lambda rows: rows.delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            write(RowChange.objects.filter(row_id=str(spirit.pk)))
