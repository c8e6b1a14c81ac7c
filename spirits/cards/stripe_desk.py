"""Stripe as the card gateway, by its SDK alone. Its objects become ours here and go no further."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import stripe

from spirits.cards.desk import CardShown, Dispute, GatewayRefund, HostedPage, Intent, IntentState, Message, Wanted
from spirits.cards.errors import GatewayAway, GatewayRefused

NETWORK_RETRIES = 2
PAGE = 100
LONGEST_ERROR = 300
STATES = {
    "requires_confirmation": IntentState.UNCONFIRMED,
    "requires_action": IntentState.ACTION,
    "processing": IntentState.PROCESSING,
    "succeeded": IntentState.SUCCEEDED,
    "canceled": IntentState.CANCELLED,
}
EXPANDED = ["latest_charge", "payment_method"]
WITHDRAWN = frozenset({"needs_response", "under_review", "lost"})


class StripeDesk:
    """One client for the process, with a total timeout for each call and two retries by the SDK."""

    def __init__(self, *, key: str, base: str, timeout: int) -> None:
        self._stripe = stripe.StripeClient(
            key,
            base_addresses={"api": base} if base else {},
            max_network_retries=NETWORK_RETRIES,
            http_client=stripe.RequestsClient(timeout=timeout),
        ).v1

    def make_holder(self, *, mark: str, email: str) -> str:
        """Make the person known and return the gateway's id; the same mark returns the same id."""
        with _named_errors():
            made = self._stripe.customers.create(
                params={"email": email, "metadata": {"daimon": mark}}, options={"idempotency_key": f"holder:{mark}"}
            )
            return made.id

    def create_intent(self, wanted: Wanted, *, card: str) -> Intent:
        """Prepare a payment by a stored card. Nothing is charged before it is confirmed."""
        params: Any = {
            "amount": wanted.amount,
            "currency": wanted.unit.lower(),
            "customer": wanted.holder,
            "payment_method": card,
            "payment_method_types": ["card"],
            "description": wanted.title,
            "metadata": {"daimon": wanted.mark, **wanted.details},
            "expand": EXPANDED,
        }
        with _named_errors():
            made = self._stripe.payment_intents.create(
                params=params, options={"idempotency_key": f"intent:{wanted.mark}"}
            )
        return _intent(_plain(made))

    def confirm_intent(self, intent_id: str, *, is_present: bool) -> Intent:
        """Charge the card; confirming again what was confirmed returns how it stands."""
        params: Any = {} if is_present else {"off_session": True}
        with _named_errors():
            try:
                self._stripe.payment_intents.confirm(intent_id, params=params)
            except (stripe.CardError, stripe.InvalidRequestError):
                # A decline, or it was confirmed before: the intent itself says which.
                return self.fetch_intent(intent_id)
        return self.fetch_intent(intent_id)

    def cancel_intent(self, intent_id: str) -> Intent:
        """Give a payment up unless it has succeeded; returns how it stands."""
        with _named_errors():
            try:
                self._stripe.payment_intents.cancel(intent_id)
            except stripe.InvalidRequestError:
                return self.fetch_intent(intent_id)
        return self.fetch_intent(intent_id)

    def fetch_intent(self, intent_id: str) -> Intent:
        """How a payment stands, with its refunds and disputes."""
        with _named_errors():
            found = _plain(self._stripe.payment_intents.retrieve(intent_id, params={"expand": EXPANDED}))
            charge = found.get("latest_charge") or {}
            refunds = self._refunds(intent_id) if charge.get("amount_refunded") else []
            disputes: list[dict[str, Any]] = []
            if charge.get("disputed"):
                listed = self._stripe.disputes.list(params={"payment_intent": intent_id, "limit": 100})
                disputes = _plain(listed)["data"]
        return _intent(found, refunds, disputes)

    def open_page(self, wanted: Wanted, *, back: str, away: str, until: datetime) -> HostedPage:
        """Open the gateway's page for a payment."""
        intent: dict[str, Any] = {
            "description": wanted.title,
            "metadata": {"daimon": wanted.mark, **wanted.details},
        }
        if wanted.keeps_card:
            intent["setup_future_usage"] = "off_session"
        line = {
            "price_data": {
                "currency": wanted.unit.lower(),
                "unit_amount": wanted.amount,
                "product_data": {"name": wanted.title},
            },
            "quantity": 1,
        }
        params: Any = {
            "mode": "payment",
            "customer": wanted.holder,
            "client_reference_id": wanted.mark,
            "payment_method_types": ["card"],
            "line_items": [line],
            "payment_intent_data": intent,
            "metadata": {"daimon": wanted.mark},
            "success_url": back,
            "cancel_url": away,
            "expires_at": int(until.timestamp()),
        }
        return self._open(params, wanted.mark)

    def open_setup_page(self, *, mark: str, holder: str, back: str, away: str) -> HostedPage:
        """Open the gateway's page for keeping a card."""
        params: Any = {
            "mode": "setup",
            "customer": holder,
            "client_reference_id": mark,
            "payment_method_types": ["card"],
            "setup_intent_data": {"metadata": {"daimon": mark}},
            "metadata": {"daimon": mark},
            "success_url": back,
            "cancel_url": away,
        }
        return self._open(params, mark)

    def fetch_page(self, page_id: str) -> HostedPage:
        """How a page stands."""
        expand = ["setup_intent.payment_method"]
        with _named_errors():
            return _page(_plain(self._stripe.checkout.sessions.retrieve(page_id, params={"expand": expand})))

    def close_page(self, page_id: str) -> HostedPage:
        """Close a page unless it is complete; returns how it stands."""
        with _named_errors():
            try:
                self._stripe.checkout.sessions.expire(page_id)
            except stripe.InvalidRequestError:
                return self.fetch_page(page_id)
        return self.fetch_page(page_id)

    def give_back(self, *, mark: str, intent_id: str, amount: int, reason: str) -> GatewayRefund:
        """Return money; the same mark returns it once, however long ago it was first asked.

        The gateway forgets idempotency keys after a day, so what it has done already is looked up by our mark.
        """
        with _named_errors():
            for each in map(_refund, self._refunds(intent_id)):
                if each.mark == mark and not each.has_failed:
                    return each
            params: Any = {
                "payment_intent": intent_id,
                "amount": amount,
                "metadata": {"daimon": mark, "reason": reason[:300]},
            }
            made = self._stripe.refunds.create(params=params, options={"idempotency_key": f"refund:{mark}"})
            return _refund(_plain(made))

    def fetch_card(self, card_id: str) -> CardShown:
        """A stored card as the gateway knows it now."""
        with _named_errors():
            return _card(_plain(self._stripe.payment_methods.retrieve(card_id)))

    def keep_card(self, card_id: str, *, holder: str) -> CardShown:
        """Tie a card to the person, so that it may be charged later."""
        with _named_errors():
            found = _plain(self._stripe.payment_methods.retrieve(card_id))
            if found.get("customer") != holder:
                found = _plain(self._stripe.payment_methods.attach(card_id, params={"customer": holder}))
            return _card(found)

    def messages(self, *, since: datetime) -> Iterator[Message]:
        """Everything that happened since, whether or not it was delivered."""
        params: Any = {"created": {"gte": int(since.timestamp())}, "limit": PAGE}
        while True:
            with _named_errors():
                listed = _plain(self._stripe.events.list(params=params))
            for each in listed["data"]:
                yield Message(each["id"], each["type"], datetime.fromtimestamp(each["created"], UTC), each["data"])
            if not listed.get("has_more") or not listed["data"]:
                return
            params["starting_after"] = listed["data"][-1]["id"]

    def forget_card(self, card_id: str) -> None:
        """Forget a stored card; forgetting twice is harmless."""
        with _named_errors():
            try:
                self._stripe.payment_methods.detach(card_id)
            except stripe.InvalidRequestError:
                return

    def _open(self, params: Any, mark: str) -> HostedPage:
        with _named_errors():
            made = self._stripe.checkout.sessions.create(params=params, options={"idempotency_key": f"page:{mark}"})
        return _page(_plain(made))

    def _refunds(self, intent_id: str) -> list[dict[str, Any]]:
        listed = self._stripe.refunds.list(params={"payment_intent": intent_id, "limit": 100})
        return list(_plain(listed)["data"])


@contextmanager
def _named_errors() -> Iterator[None]:
    """The SDK's errors as ours. Their own texts may quote the key, so only their codes are kept."""
    try:
        yield
    except stripe.CardError as error:
        raise GatewayRefused(f"The card was declined ({error.code}).") from None
    except stripe.InvalidRequestError as error:
        raise GatewayRefused(f"The card gateway refused the request ({error.code or error.http_status}).") from None
    except stripe.StripeError as error:
        raise GatewayAway(f"The card gateway is away ({type(error).__name__}).") from None


def _plain(made: Any) -> dict[str, Any]:
    found: dict[str, Any] = made.last_response.data
    return found


def _intent(
    found: dict[str, Any], refunds: list[dict[str, Any]] | None = None, disputes: list[dict[str, Any]] | None = None
) -> Intent:
    error = found.get("last_payment_error") or {}
    method = found.get("payment_method")
    state = STATES.get(found["status"])
    if state is None:  # requires_payment_method: fresh on a page, failed once there was an error
        state = IntentState.FAILED if error else IntentState.UNCONFIRMED
    return Intent(
        id=found["id"],
        state=state,
        amount=found["amount"],
        received=found["amount_received"],
        unit=found["currency"].upper(),
        card=_card(method) if isinstance(method, dict) and method.get("card") else None,
        error_code=str(error.get("decline_code") or error.get("code") or "")[:60],
        error=str(error.get("message") or "")[:LONGEST_ERROR],
        refunds=tuple(map(_refund, refunds or [])),
        disputes=tuple(map(_dispute, disputes or [])),
    )


def _refund(found: dict[str, Any]) -> GatewayRefund:
    marks = found.get("metadata") or {}
    return GatewayRefund(
        id=found["id"],
        amount=found["amount"],
        is_done=found.get("status") == "succeeded",
        has_failed=found.get("status") in {"failed", "canceled"},
        mark=marks.get("daimon", ""),
        reason=str(found.get("reason") or "")[:LONGEST_ERROR],
    )


def _dispute(found: dict[str, Any]) -> Dispute:
    status = found["status"]
    return Dispute(
        id=found["id"],
        amount=found["amount"],
        is_withdrawn=status in WITHDRAWN,
        is_won=status == "won",
        is_lost=status == "lost",
        reason=str(found.get("reason") or "")[:LONGEST_ERROR],
    )


def _card(found: dict[str, Any]) -> CardShown:
    card = found["card"]
    return CardShown(found["id"], card["brand"], card["last4"], card["exp_month"], card["exp_year"])


def _page(found: dict[str, Any]) -> HostedPage:
    intent = found.get("payment_intent")
    setup = found.get("setup_intent")
    method = setup.get("payment_method") if isinstance(setup, dict) else None
    name: Callable[[Any], str] = lambda each: each["id"] if isinstance(each, dict) else each or ""  # noqa: E731
    return HostedPage(
        id=found["id"],
        url=found.get("url") or "",
        is_open=found["status"] == "open",
        is_complete=found["status"] == "complete",
        intent_id=name(intent),
        card=_card(method) if isinstance(method, dict) else None,
    )
