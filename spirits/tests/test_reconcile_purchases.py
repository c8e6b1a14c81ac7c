"""Reconciliation finds purchases, refunds and experience that disagree with what they name."""

from datetime import timedelta

import pytest
from django.db import connection

from accounts.models import User
from project.lib.clock import now
from spirits.models import Purchase, XpEvent
from spirits.queries.economy.quotes import quote
from spirits.queries.economy.reconciliation import find_breaks
from spirits.services.economy.move_points import grant_points
from spirits.services.purchase import buy, refund_purchase
from spirits.testing import make_spirit

TABLES = (
    "spirits_purchase",
    "spirits_purchaseline",
    "spirits_refund",
    "spirits_grant",
    "spirits_price",
    "spirits_progress",
)


@pytest.mark.parametrize(
    ("sql", "check"),
    [
        ("UPDATE spirits_purchase SET amount = 29, list_amount = 29 WHERE key = 'one'", "purchase_was_paid"),
        ("UPDATE spirits_purchase SET state = 'awaiting', paid_at = NULL WHERE key = 'one'", "unpaid_purchase_moved_nothing"),
        ("UPDATE spirits_purchaseline SET amount = 29 WHERE refund_id IS NULL", "lines_sum_to_the_purchase"),
        ("UPDATE spirits_grant SET revoked_at = NULL", "paid_line_opened_its_spirit"),
        ("DELETE FROM spirits_grant WHERE revoked_at IS NULL", "paid_line_opened_its_spirit"),
        ("UPDATE spirits_grant SET source_id = gen_random_uuid() WHERE revoked_at IS NULL", "bought_grant_has_its_purchase"),
        ("UPDATE spirits_refund SET amount = 5", "refund_gave_back_its_amount"),
        ("UPDATE spirits_purchase SET refunded_amount = 5 WHERE key = 'one'", "refunds_sum_to_what_was_refunded"),
        ("UPDATE spirits_price SET valid_until = NULL; INSERT INTO spirits_price (id, item_id, cents, valid_from, reason)"
         " SELECT uuidv7(), item_id, 1, now() + interval '1 day', '' FROM spirits_price LIMIT 1", "prices_do_not_overlap"),
        ("UPDATE spirits_progress SET xp = xp + 1", "experience_is_the_sum_of_events"),
        ("INSERT INTO spirits_grant (id, owner_id, spirit_id, source, source_id, starts_at, calls_used, reason, created_at)"
         " SELECT uuidv7(), owner_id, spirit_id, 'gift', source_id, now(), 0, '', now() FROM spirits_grant"
         " WHERE revoked_at IS NULL", "spirit_is_bought_once"),
        ("INSERT INTO spirits_coupon (id, code, percent_off, starts_at, uses, created_at)"
         " VALUES (uuidv7(), 'X', 5, now(), 3, now())", "coupon_counts_its_uses"),
    ],
)  # fmt: skip
def test_a_seeded_corruption_is_found(alice: User, sql: str, check: str) -> None:
    grant_points(user=alice, points=100, key="start", at=now(), reason="Welcome")
    XpEvent.objects.create(owner=alice, kind="task_completed", source="t", amount=25, happened_at=now())
    at = now() + timedelta(seconds=1)
    for key in ("one", "two"):
        spirit = make_spirit(key, tier="basic", price_points=30)
        agreed = quote(buyer=alice, recipient=alice, thing=spirit, method=Purchase.Method.POINTS, at=at).fingerprint
        bought = buy(buyer=alice, thing=spirit, method=Purchase.Method.POINTS, agreed=agreed, key=key, at=at)
    refund_purchase(purchase=bought, key="r", reason="", actor=None, at=at)
    assert find_breaks() == []
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute("ALTER TABLE spirits_price DROP CONSTRAINT prices_of_an_item_never_overlap")
        cursor.execute("DROP INDEX a_spirit_is_bought_once")
        cursor.execute(sql)
    assert check in {each.check for each in find_breaks()}
