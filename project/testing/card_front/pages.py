"""Hosted pages: where a person types a card, answers their bank, or turns back."""

import html
import secrets
import time
from dataclasses import dataclass, field
from typing import Any, Protocol

YEAR = 2049
FORM = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Card page</title>
<body><main><h1>{title}</h1><p>{amount}</p>{problem}
<form method="post"><label>Card number <input name="number" value="4242424242424242"></label>
<button name="do" value="pay">Pay</button></form><p><a href="{away}">Back to the shop</a></p></main>"""
BANK = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Your bank</title>
<body><main><h1>Your bank asks: is it you?</h1><form method="post">
<button name="bank" value="yes">Complete</button> <button name="bank" value="no">Fail</button></form></main>"""


class Upstream(Protocol):
    """localstripe, as the pages use it."""

    def call(self, method: str, path: str, values: dict[str, Any] | None = None) -> tuple[int, dict[str, Any]]:
        """Status and body of one call."""
        ...


@dataclass
class Answer:
    """What the browser gets: a page, or the way back to the shop."""

    status: int
    body: str = ""
    location: str = ""


@dataclass
class Pages:
    """All hosted pages, by id."""

    upstream: Upstream
    address: str
    tell: Any
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    given: dict[str, dict[str, Any]] = field(default_factory=dict)

    def open(self, params: dict[str, Any]) -> dict[str, Any]:
        """Make a page."""
        name = f"cs_test_{secrets.token_hex(12)}"
        self.given[name] = params
        self.rows[name] = {
            "id": name,
            "object": "checkout.session",
            "mode": params["mode"],
            "status": "open",
            "payment_status": "unpaid",
            "url": f"{self.address}/pay/{name}",
            "customer": params.get("customer"),
            "client_reference_id": params.get("client_reference_id"),
            "metadata": params.get("metadata") or {},
            "payment_intent": None,
            "setup_intent": None,
            "expires_at": int(params.get("expires_at") or time.time() + 86400),
        }
        return self.rows[name]

    def find(self, name: str) -> dict[str, Any] | None:
        """A page as it stands; one whose time is over has expired."""
        row = self.rows.get(name)
        if row and row["status"] == "open" and row["expires_at"] < time.time():
            self.expire(name)
        return row

    def expire(self, name: str) -> bool:
        """Close an open page."""
        row = self.rows[name]
        if row["status"] != "open":
            return False
        row["status"], row["url"] = "expired", None
        self.tell("checkout.session.expired", row)
        return True

    def show(self, name: str) -> Answer:
        """What the person sees."""
        row = self.find(name)
        if row is None or row["status"] != "open":
            return Answer(410, "This page is closed.")
        if row["payment_intent"]:
            _, intent = self.upstream.call("GET", f"/v1/payment_intents/{row['payment_intent']}")
            if intent.get("status") == "requires_action":
                return Answer(200, BANK)
        return self._form(name, "")

    def submit(self, name: str, form: dict[str, str]) -> Answer:
        """What the person did."""
        row = self.find(name)
        if row is None or row["status"] != "open":
            return Answer(410, "This page is closed.")
        if "bank" in form:
            return self._answer_bank(name, form["bank"] == "yes")
        status, method = self._card(form.get("number", ""))
        if status != 200:
            return self._form(name, "This is no card.")
        return self._set_up(name, method["id"]) if row["mode"] == "setup" else self._pay(name, method["id"], form)

    def _pay(self, name: str, card: str, form: dict[str, str]) -> Answer:
        row, given = self.rows[name], self.given[name]
        line = given["line_items"]["0"] if isinstance(given["line_items"], dict) else given["line_items"][0]
        price = line["price_data"]
        extra = given.get("payment_intent_data") or {}
        values = {
            "amount": price["unit_amount"],
            "currency": price["currency"],
            "customer": given["customer"],
            "payment_method": card,
            "metadata": extra.get("metadata") or {},
        }
        _, intent = self.upstream.call("POST", "/v1/payment_intents", values)
        row["payment_intent"] = intent["id"]
        if extra.get("setup_future_usage"):
            self.upstream.call("POST", f"/v1/payment_methods/{card}/attach", {"customer": given["customer"]})
        status, told = self.upstream.call("POST", f"/v1/payment_intents/{intent['id']}/confirm")
        if status != 200:
            return self._form(name, "Your card was declined.")
        if told["status"] == "requires_action":
            return self._answer_bank(name, form["then"] == "yes") if "then" in form else Answer(200, BANK)
        return self._complete(name)

    def _answer_bank(self, name: str, is_yes: bool) -> Answer:
        row = self.rows[name]
        _, intent = self.upstream.call("GET", f"/v1/payment_intents/{row['payment_intent']}")
        values = {"client_secret": intent["client_secret"], "success": is_yes}
        status, told = self.upstream.call("POST", f"/v1/payment_intents/{intent['id']}/_authenticate", values)
        if status != 200 or told["status"] != "succeeded":
            return self._form(name, "Your bank said no.")
        return self._complete(name)

    def _set_up(self, name: str, card: str) -> Answer:
        row = self.rows[name]
        status, _ = self.upstream.call("POST", f"/v1/payment_methods/{card}/attach", {"customer": row["customer"]})
        if status != 200:
            return self._form(name, "Your card was declined.")
        row["setup_intent"] = {"id": f"seti_{secrets.token_hex(7)}", "object": "setup_intent", "payment_method": card}
        return self._complete(name)

    def _complete(self, name: str) -> Answer:
        row = self.rows[name]
        row["status"], row["payment_status"], row["url"] = "complete", "paid", None
        self.tell("checkout.session.completed", row)
        return Answer(303, location=self.given[name]["success_url"])

    def _form(self, name: str, problem: str) -> Answer:
        given = self.given[name]
        shown = f'<p role="alert">{html.escape(problem)}</p>' if problem else ""
        title, amount = "Keep a card", ""
        if given["mode"] == "payment":
            line = given["line_items"]["0"] if isinstance(given["line_items"], dict) else given["line_items"][0]
            title = line["price_data"]["product_data"]["name"]
            amount = f"{int(line['price_data']['unit_amount']) / 100:.2f} {line['price_data']['currency'].upper()}"
        page = FORM.format(
            title=html.escape(title), amount=amount, problem=shown, away=html.escape(given["cancel_url"], quote=True)
        )
        return Answer(402 if problem else 200, page)

    def _card(self, number: str) -> tuple[int, dict[str, Any]]:
        card = {"number": number.replace(" ", ""), "exp_month": 12, "exp_year": YEAR, "cvc": "123"}
        return self.upstream.call("POST", "/v1/payment_methods", {"type": "card", "card": card})
