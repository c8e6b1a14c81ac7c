"""The doors of card payments: API, pages, receipts as PDF, and what each refuses."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import User
from accounts.testing import client_of, make_staff
from project.lib.clock import now
from project.testing.card_front import CardFront
from spirits.models import Card, Payment, Purchase, Spirit, WebhookEvent
from spirits.queries.economy.reconciliation import find_breaks
from spirits.receipts import write_receipt
from spirits.services.payment.run import run_payment
from spirits.testing import make_spirit
from spirits.testing_cards import DECLINED, make_card, order, payment_of, run

pytestmark = pytest.mark.slow

API = "/api/v1"
UNKNOWN = "00000000-0000-7000-8000-000000000000"


@pytest.fixture
def spirit(db: None) -> Spirit:
    return make_spirit("creative", name="Créative & Co", tier="basic", price_cents=299, price_points=30)


@pytest.fixture
def client(alice: User, spirit: Spirit, cards: CardFront) -> Client:
    return client_of(alice)


def post(client: Client, path: str, data: object = None, **headers: str) -> Any:
    return client.post(f"{API}{path}", data or {}, content_type="application/json", headers=headers)


def ordered(client: Client, **extra: Any) -> Any:
    wanted = {"spirit": "creative", "method": "card", **extra}
    offer = post(client, "/purchases/quote", wanted).json()
    return post(client, "/purchases", {**wanted, "agreed": offer["fingerprint"]})


def test_a_program_buys_by_stored_card(client: Client, alice: User, cards: CardFront) -> None:
    card = make_card(alice, cards)
    assert client.get(f"{API}/cards").json()["results"] == [
        {
            "id": str(card.pk), "brand": "visa", "last4": "4242", "expires_month": 12, "expires_year": 2049,
            "is_default": True,
        }
    ]  # fmt: skip
    answer = ordered(client, card=str(card.pk))
    assert (answer.status_code, answer.json()["state"], answer.json()["payment"]["state"]) == (201, "awaiting", "new")
    run(Purchase.objects.get())
    shown = client.get(f"{API}/purchases/{answer.json()['id']}").json()
    assert (shown["state"], shown["payment"]["state"], shown["payment"]["card"]) == ("paid", "succeeded", str(card.pk))
    payment = client.get(f"{API}/payments/{shown['payment']['id']}").json()
    assert payment == shown["payment"]


def test_a_declined_order_is_paid_by_another_card_or_cancelled(client: Client, alice: User, cards: CardFront) -> None:
    bad, good = make_card(alice, cards, DECLINED), make_card(alice, cards)
    number = ordered(client, card=str(bad.pk)).json()["id"]
    underway = post(client, f"/purchases/{number}/pay", {"card": str(good.pk)})
    assert (underway.status_code, underway.json()["error"]["code"]) == (409, "payment_under_way")
    run(Purchase.objects.get())
    again = post(client, f"/purchases/{number}/pay", {"card": str(good.pk)})
    assert (again.status_code, again.json()["payment"]["state"]) == (202, "new")
    run(Purchase.objects.get())
    late = post(client, f"/purchases/{number}/cancel")
    assert (late.status_code, late.json()["error"]["code"]) == (409, "purchase_closed")
    assert find_breaks() == []


def test_a_card_to_keep_is_given_made_default_and_removed(client: Client, alice: User, cards: CardFront) -> None:
    first = make_card(alice, cards)
    made = post(client, "/cards")
    assert (made.status_code, made.json()["state"], made.json()["page_url"]) == (202, "new", "")
    payment = Payment.objects.get()
    run_payment(payment_id=payment.pk, at=now())
    page = client.get(f"{API}/payments/{payment.pk}").json()["page_url"]
    assert cards.pay_page(page, "5555555555554444") == 303
    assert run_payment(payment_id=payment.pk, at=now()) == "succeeded"
    second = Card.objects.exclude(pk=first.pk).get()
    assert post(client, f"/cards/{second.pk}/default").json()["is_default"] is True
    assert client.delete(f"{API}/cards/{second.pk}").status_code == 204
    assert [each["id"] for each in client.get(f"{API}/cards").json()["results"]] == [str(first.pk)]
    first.refresh_from_db()
    assert first.is_default


@pytest.mark.parametrize(
    ("order", "status", "code", "field"),
    [
        ({"card": UNKNOWN}, 404, "card_not_found", None),
        ({"card": "mine"}, 400, "invalid", "card"),
        ({"keep_card": "perhaps"}, 400, "invalid", "keep_card"),
        ({"method": "points", "card": UNKNOWN}, 400, "invalid", "card"),
        ({"method": "points", "keep_card": True}, 400, "invalid", "keep_card"),
        ({"spirit": "nothing"}, 400, "invalid", "spirit"),
        ({"recipient": "nobody@example.org"}, 400, "invalid", "recipient"),
    ],
)
def test_a_bad_order_moves_nothing(
    client: Client, order: dict[str, Any], status: int, code: str, field: str | None
) -> None:
    wanted = {"spirit": "creative", "method": "card", "agreed": "x", **order}
    answer = post(client, "/purchases", wanted)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (status, code)
    assert field is None or field in error["fields"]
    assert (Purchase.objects.count(), Payment.objects.count()) == (0, 0)


@pytest.mark.parametrize("points", [-1, 0, 10**13, 1.5, "many", True])
def test_bad_amounts_of_points_move_nothing(client: Client, points: Any) -> None:
    answer = post(client, "/purchases", {"points": points, "method": "card", "agreed": "x"})
    assert (answer.status_code, Purchase.objects.count()) in {(400, 0), (409, 0)}


def test_a_stale_price_and_a_reused_key_are_409(client: Client) -> None:
    stale = post(client, "/purchases", {"spirit": "creative", "method": "card", "agreed": "0" * 64})
    assert (stale.status_code, stale.json()["error"]["code"]) == (409, "price_changed")
    wanted = {"spirit": "creative", "method": "card"}
    agreed = post(client, "/purchases/quote", wanted).json()["fingerprint"]
    body, headers = {**wanted, "agreed": agreed}, {"Idempotency-Key": "one"}
    answers = [post(client, "/purchases", body, **headers) for _ in range(3)]
    assert len({each.content for each in answers}) == 1
    other = post(client, "/purchases", {**body, "keep_card": True}, **headers)
    assert (other.status_code, other.json()["error"]["code"]) == (409, "idempotency_key_reused")
    assert (Purchase.objects.count(), Payment.objects.count()) == (1, 1)


def test_nothing_of_somebody_else_is_there(
    client: Client, alice: User, bob: User, spirit: Spirit, cards: CardFront
) -> None:
    card = make_card(alice, cards)
    bought = order(alice, spirit, card=card)
    other = client_of(bob)
    assert other.get(f"{API}/cards").json()["results"] == []
    assert ordered(other, card=str(card.pk)).status_code == 404
    for path in (f"/purchases/{bought.pk}/pay", f"/purchases/{bought.pk}/cancel", f"/cards/{card.pk}/default"):
        assert post(other, path).status_code == 404, path
    assert other.delete(f"{API}/cards/{card.pk}").status_code == 404
    assert other.get(f"{API}/payments/{payment_of(bought).pk}").status_code == 404
    for path in (f"/purchases/{bought.pk}/", f"/purchases/{bought.pk}/pdf/", f"/cards/new/{payment_of(bought).pk}/"):
        assert other.get(path).status_code == 404, path
    for path in (f"/purchases/{bought.pk}/pay/", f"/purchases/{bought.pk}/cancel/", f"/cards/{card.pk}/remove/"):
        assert other.post(path).status_code == 404, path
    bought.refresh_from_db()
    assert (bought.state, Card.objects.get().removed_at) == ("awaiting", None)


def test_without_a_gateway_cards_are_refused_and_not_offered(alice: User, spirit: Spirit, settings: Any) -> None:
    settings.STRIPE_SECRET_KEY = ""
    client = client_of(alice)
    answer = ordered(client)
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "card_gateway_missing")
    assert post(client, "/cards").status_code == 503
    assert Purchase.objects.count() == 0
    assert b"Card</option>" not in client.get("/shop/spirit/creative/").content
    assert b"Cards are not taken here" in client.get("/cards/").content


def test_a_receipt_is_a_pdf(client: Client, alice: User, spirit: Spirit, cards: CardFront, settings: Any) -> None:
    settings.TAX_BASIS_POINTS = 1900
    settings.SELLER = "Example & Sons; 1 High Street; DE123"
    bought = order(alice, spirit, card=make_card(alice, cards))
    run(bought)
    answer = client.get(f"/purchases/{bought.pk}/pdf/")
    assert (answer.status_code, answer["Content-Type"], answer.content[:5]) == (200, "application/pdf", b"%PDF-")
    assert f"receipt-{bought.pk}.pdf" in answer["Content-Disposition"]
    found = Purchase.objects.select_related("buyer", "recipient").get()
    assert write_receipt(found) == write_receipt(found)
    assert len(answer.content) > 1500


def test_pages_show_how_a_payment_stands(client: Client, alice: User, spirit: Spirit, cards: CardFront) -> None:
    bought = order(alice, spirit, card=make_card(alice, cards, DECLINED))
    path = f"/purchases/{bought.pk}/"
    assert b"Charging your card" in client.get(path).content
    run(bought)
    shown = client.get(path, headers={"HX-Request": "true"}).content
    assert b"Your card was declined." in shown
    assert b"<html" not in shown
    assert client.post(f"{path}pay/", {"card": "nonsense"}, follow=True).status_code == 200
    assert client.post(f"{path}pay/", {"card": ""})["Location"] == f"{path}?go=1"
    run(bought)
    assert b"Continue on the card page" in client.get(path).content
    client.post(f"{path}cancel/")
    assert b"Cancelled" in client.get(path).content


def test_staff_resend_and_ignore_messages_and_ask_the_gateway(
    client: Client, alice: User, spirit: Spirit, cards: CardFront
) -> None:
    office = client_of(make_staff())
    event = WebhookEvent.objects.create(
        gateway_id=f"evt_{uuid4().hex}", kind="x", payload={}, state="failed", said_at="2026-01-01T00:00Z",
        received_at="2026-01-01T00:00Z",
    )  # fmt: skip
    bought = order(alice, spirit, card=make_card(alice, cards))
    chosen = {"_selected_action": [str(event.pk)], "reason": "Looked at"}
    for action, state in (("ignore", "ignored"), ("resend", "waiting")):
        office.post("/admin/spirits/webhookevent/", {**chosen, "action": action})
        event.refresh_from_db()
        assert event.state == state
    asked = {"_selected_action": [str(payment_of(bought).pk)], "reason": "Hangs", "action": "ask_gateway"}
    assert b"1 asked about" in office.post("/admin/spirits/payment/", asked, follow=True).content
    page = office.get(f"/admin/spirits/payment/{payment_of(bought).pk}/change/").content
    assert b"page_url" not in page
