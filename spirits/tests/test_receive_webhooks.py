"""Messages of the card gateway: signed, stored once, answered at once, handled by asking the gateway."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import User
from jobs.models import Job
from project.lib.clock import now
from project.testing.card_front import SECRETS, CardFront
from spirits.cards.errors import GatewayAway
from spirits.models import Payment, Spirit, WebhookEvent
from spirits.queries.economy.reconciliation import find_breaks
from spirits.rules.economy.cards import sign
from spirits.services.payment.poll import poll_gateway
from spirits.services.payment.webhooks import handle_message, ignore_message, resend_message
from spirits.testing import make_spirit
from spirits.testing_cards import make_card, order, payment_of, run

pytestmark = pytest.mark.slow

PATH = "/webhooks/stripe/"


@pytest.fixture
def spirit(db: None) -> Spirit:
    return make_spirit("creative", tier="basic", price_cents=299, price_points=30)


def message(kind: str = "payment_intent.succeeded", name: str = "", **about: Any) -> bytes:
    told = {
        "id": name or f"evt_{uuid4().hex}",
        "type": kind,
        "created": int(now().timestamp()),
        "data": {"object": about},
    }
    return json.dumps(told).encode()


def deliver(body: bytes, *, secret: str = SECRETS[0], minutes: int = 0, header: str | None = None) -> Any:
    signed = sign(body=body, secret=secret, at=now() + timedelta(minutes=minutes)) if header is None else header
    headers = {"Stripe-Signature": signed}
    return Client().post(PATH, body, content_type="application/json", headers=headers)


@pytest.mark.parametrize("secret", SECRETS)
def test_either_secret_is_accepted_while_one_replaces_the_other(db: None, cards: CardFront, secret: str) -> None:
    assert deliver(message(), secret=secret).status_code == 200
    assert (WebhookEvent.objects.get().state, Job.objects.get(kind="spirits.handle_webhook").state) == (
        "waiting",
        "queued",
    )


@pytest.mark.parametrize("minutes", [-6, 6])
def test_a_clock_that_jumped_refuses_and_the_poll_heals(db: None, cards: CardFront, minutes: int) -> None:
    answer = deliver(message(), minutes=minutes)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "webhook_not_signed")
    assert WebhookEvent.objects.count() == 0


@pytest.mark.parametrize("header", ["", "t=1", "v1=abc", "t=x,v1=y", "t=9" * 50, "t=99999999999999,v1=é"])
def test_an_unsigned_message_is_refused(db: None, cards: CardFront, header: str) -> None:
    answer = deliver(message(), header=header)
    assert (answer.status_code, WebhookEvent.objects.count()) == (400, 0)


def test_a_changed_body_is_refused(db: None, cards: CardFront) -> None:
    body = message(amount=299)
    header = sign(body=body, secret=SECRETS[0], at=now())
    assert deliver(body.replace(b"299", b"999"), header=header).status_code == 400


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"nothing", b'{"id": 1}', b"[" * 9999])
def test_a_signed_body_that_is_no_message_is_refused(db: None, cards: CardFront, body: bytes) -> None:
    assert (deliver(body).status_code, WebhookEvent.objects.count()) == (400, 0)


def test_without_a_secret_nothing_is_taken(db: None, cards: CardFront, settings: Any) -> None:
    settings.STRIPE_WEBHOOK_SECRETS = ()
    assert deliver(message()).status_code == 503


def test_an_oversize_message_is_refused(db: None, cards: CardFront) -> None:
    assert deliver(message(text="x" * 600_000)).status_code == 413


def test_a_message_that_comes_again_is_kept_once(db: None, cards: CardFront) -> None:
    body = message()
    assert [deliver(body).status_code for _ in range(3)] == [200, 200, 200]
    assert (WebhookEvent.objects.get().deliveries, Job.objects.filter(kind="spirits.handle_webhook").count()) == (3, 1)


def test_what_json_can_and_postgresql_cannot_hold_is_left_out(db: None, cards: CardFront) -> None:
    assert deliver(message(text="a\x00b")).status_code == 200
    assert WebhookEvent.objects.get().payload == {"text": "ab"}


def test_a_message_settles_what_it_is_about(alice: User, spirit: Spirit, cards: CardFront) -> None:
    bought = order(alice, spirit)
    page = run(bought)
    cards.pay_page(page.page_url)
    # It says something else than the gateway does: only the gateway is believed.
    deliver(message("checkout.session.expired", object="checkout.session", id=page.page_id, status="expired"))
    event = WebhookEvent.objects.get()
    assert handle_message(event_id=event.pk, at=now()) == "handled"
    assert handle_message(event_id=event.pk, at=now()) == "handled"
    bought.refresh_from_db()
    assert (bought.state, payment_of(bought).state, find_breaks()) == ("paid", "succeeded", [])


def test_messages_about_others_are_ignored(db: None, cards: CardFront) -> None:
    for about in ({"object": "customer", "id": "cus_1"}, {"object": "charge", "metadata": {"daimon": "nonsense"}}, {}):
        deliver(message("charge.updated", **about))
    states = [handle_message(event_id=event.pk, at=now()) for event in WebhookEvent.objects.all()]
    assert states == ["ignored"] * 3


def test_a_message_that_cannot_be_handled_waits_for_staff(
    alice: User, spirit: Spirit, cards: CardFront, settings: Any
) -> None:
    bought = order(alice, spirit, card=make_card(alice, cards))
    deliver(message(object="payment_intent", id="pi_x", metadata={"daimon": str(payment_of(bought).pk)}))
    event = WebhookEvent.objects.get()
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    with pytest.raises(GatewayAway):
        handle_message(event_id=event.pk, at=now())
    event.refresh_from_db()
    assert (event.state, event.tries, event.note[:11]) == ("failed", 1, "GatewayAway")
    ignored = ignore_message(event=event, reason="Old", at=now())
    assert (ignored.state, handle_message(event_id=event.pk, at=now())) == ("ignored", "ignored")
    settings.STRIPE_API_BASE = cards.address
    assert resend_message(event=event).state == "waiting"
    assert handle_message(event_id=event.pk, at=now()) == "handled"
    assert payment_of(bought).state == "succeeded"


def test_the_poll_heals_what_no_message_told(alice: User, bob: User, spirit: Spirit, cards: CardFront) -> None:
    paid, dead = order(alice, spirit), order(bob, spirit, card=make_card(bob, cards))
    cards.pay_page(run(paid).page_url)
    soon = now() + timedelta(minutes=2)
    found = poll_gateway(at=soon)
    assert found["payments"] == 2
    assert [payment_of(each).state for each in (paid, dead)] == ["succeeded", "succeeded"]
    assert WebhookEvent.objects.filter(kind="checkout.session.completed").exists()
    again = poll_gateway(at=soon + timedelta(minutes=2))
    assert (again["payments"], find_breaks()) == (0, [])


def test_a_gateway_that_is_away_ends_the_round(alice: User, spirit: Spirit, cards: CardFront, settings: Any) -> None:
    bought = order(alice, spirit)
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    assert poll_gateway(at=now() + timedelta(minutes=2))["payments"] == 0
    assert payment_of(bought).state == Payment.State.NEW


def test_an_order_that_nobody_pays_is_cancelled(alice: User, spirit: Spirit, cards: CardFront) -> None:
    bought = order(alice, spirit, card=make_card(alice, cards, "4000000000000341"))
    run(bought)
    assert poll_gateway(at=now() + timedelta(minutes=50))["orders"] == 0
    assert poll_gateway(at=now() + timedelta(minutes=70))["orders"] == 1
    bought.refresh_from_db()
    assert bought.state == "cancelled"
