"""``python -m project.testing.card_front PORT UPSTREAM_PORT``: the front itself, in a process of its own."""

import http.client
import json
import re
import socket
import sys
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from project.testing.card_front.messages import Faults, Messages
from project.testing.card_front.pages import Answer, Pages

KEY = "sk_test_front"
Told = tuple[int, dict[str, Any]]
Work = Callable[[], Told]


class Localstripe:
    """One keep-alive connection a thread."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._local = threading.local()

    def call(self, method: str, path: str, values: dict[str, Any] | None = None) -> Told:
        """Status and body of one call."""
        body = json.dumps(values or {}) if method == "POST" else None
        headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
        for _ in range(2):
            line: http.client.HTTPConnection | None = getattr(self._local, "line", None)
            if line is None:
                line = self._local.line = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
            try:
                line.request(method, path, body=body, headers=headers)
                answer = line.getresponse()
                raw = answer.read()
                return answer.status, json.loads(raw) if raw.strip().startswith(b"{") else {
                    "error": {"message": "broken"}
                }
            except (http.client.HTTPException, OSError):
                line.close()
                self._local.line = None
        return 502, {"error": {"message": "away"}}


class Front:
    """What the front remembers."""

    def __init__(self, port: int, upstream: int) -> None:
        self.upstream = Localstripe(upstream)
        self.messages = Messages()
        self.pages = Pages(self.upstream, f"http://127.0.0.1:{port}", self.messages.tell)
        self.answers: dict[str, Told] = {}
        self.locks: dict[str, threading.Lock] = {}
        self.guard = threading.Lock()
        self.disputes: list[dict[str, Any]] = []
        self.needs_person: set[str] = set()

    def once(self, key: str, work: Work) -> Told:
        """The first answer under this key, however often it is asked."""
        if not key:
            return work()
        with self.guard:
            lock = self.locks.setdefault(key, threading.Lock())
        with lock:
            if key not in self.answers:
                told = work()
                if told[0] >= 500:
                    return told
                self.answers[key] = told
            return self.answers[key]

    def api(self, method: str, path: str, query: dict[str, Any], values: dict[str, Any]) -> Told:
        """One call of the gateway's API."""
        parts = path.strip("/").split("/")[1:]
        if parts[:2] == ["checkout", "sessions"]:
            return self._session(method, parts[2:], values)
        if parts == ["events"]:
            moment = int(query.get("created[gte]", 0))
            return 200, self.messages.since(moment, query.get("starting_after", ""), int(query.get("limit", 10)))
        if parts == ["disputes"]:
            rows = [row for row in self.disputes if row["payment_intent"] == query.get("payment_intent")]
            return 200, {"object": "list", "url": "/v1/disputes", "data": rows, "has_more": False}
        if parts == ["refunds"] and method == "POST":
            return self._refund(values)
        if parts[0] == "payment_intents":
            return self._intent(method, path, parts[1:], values)
        asked = "&".join(f"{name}={value}" for name, value in query.items() if not name.startswith("expand"))
        return self.upstream.call(method, f"{path}?{asked}" if asked and method == "GET" else path, values)

    def control(self, verb: str, values: dict[str, Any]) -> dict[str, Any]:
        """What a test wants."""
        if verb == "webhook":
            self.messages.url, self.messages.secrets = values["url"], list(values["secrets"])
        elif verb == "faults":
            self.messages.faults = Faults(**values)
            self.messages.chance.seed(self.messages.faults.seed)
        elif verb == "hook":
            self.messages.pass_on(values)
        elif verb == "message":
            return self.messages.tell(values["type"], values["object"])
        elif verb == "dispute":
            return self._dispute(values["payment_intent"], values["status"])
        return dict(self.messages.counts)

    def _session(self, method: str, rest: list[str], values: dict[str, Any]) -> Told:
        if not rest:
            return 200, self.pages.open(values)
        row = self.pages.find(rest[0])
        if row is None:
            return 404, {"error": {"type": "invalid_request_error", "message": "No such page"}}
        if rest[1:] == ["expire"] and not self.pages.expire(rest[0]):
            return 400, {"error": {"type": "invalid_request_error", "message": "This page is not open"}}
        setup = row["setup_intent"]
        if method == "GET" and setup:
            _, card = self.upstream.call("GET", f"/v1/payment_methods/{setup['payment_method']}")
            return 200, {**row, "setup_intent": {**setup, "payment_method": card}}
        return 200, row

    def _intent(self, method: str, path: str, rest: list[str], values: dict[str, Any]) -> Told:
        is_away = str(values.pop("off_session", "")).lower() == "true"
        for name in ("description", "payment_method_types", "expand"):
            values.pop(name, None)
        status, told = self.upstream.call(method, path, values)
        if status == 200 and rest[1:] == ["confirm"] and is_away and told["status"] == "requires_action":
            self.needs_person.add(rest[0])
            values = {"client_secret": told["client_secret"], "success": False}
            self.upstream.call("POST", f"/v1/payment_intents/{rest[0]}/_authenticate", values)
            _, told = self.upstream.call("GET", f"/v1/payment_intents/{rest[0]}")
            error = {
                "type": "card_error",
                "code": "authentication_required",
                "message": "Your bank wants to hear from you.",
            }
            return 402, {"error": {**error, "payment_intent": self._shown(told)}}
        if status == 402:
            told["error"]["type"] = "card_error"
        return status, self._shown(told) if status == 200 else told

    def _shown(self, intent: dict[str, Any]) -> dict[str, Any]:
        """An intent with what localstripe leaves out."""
        charge = intent.get("latest_charge")
        if isinstance(charge, dict):
            charge["disputed"] = any(row["payment_intent"] == intent["id"] for row in self.disputes)
        if isinstance(intent.get("payment_method"), str):
            _, intent["payment_method"] = self.upstream.call("GET", f"/v1/payment_methods/{intent['payment_method']}")
        intent["amount_received"] = intent["amount"] if intent["status"] == "succeeded" else 0
        if intent["id"] in self.needs_person and intent["status"] == "requires_payment_method":
            intent["last_payment_error"] = {
                "code": "authentication_required",
                "message": "Your bank wants to hear from you.",
            }
        return intent

    def _refund(self, values: dict[str, Any]) -> Told:
        _, intent = self.upstream.call("GET", f"/v1/payment_intents/{values['payment_intent']}")
        charge = intent.get("latest_charge") or {"amount": 0, "amount_refunded": 0}
        if int(values["amount"]) > charge["amount"] - charge["amount_refunded"]:
            return 400, {
                "error": {"type": "invalid_request_error", "code": "charge_already_refunded", "message": "Too much"}
            }
        status, made = self.upstream.call("POST", "/v1/refunds", values)
        if status == 200:
            made["payment_intent"] = values["payment_intent"]
            self.messages.tell("refund.created", made)
        return status, made

    def _dispute(self, intent_id: str, status: str) -> dict[str, Any]:
        row = next((each for each in self.disputes if each["payment_intent"] == intent_id), None)
        if row is None:
            _, intent = self.upstream.call("GET", f"/v1/payment_intents/{intent_id}")
            row = {
                "id": f"dp_{len(self.disputes)}{int(time.time())}",
                "object": "dispute",
                "amount": intent["amount"],
                "payment_intent": intent_id,
                "reason": "fraudulent",
            }
            self.disputes.append(row)
        row["status"] = status
        self.messages.tell("charge.dispute.closed" if status in {"won", "lost"} else "charge.dispute.created", row)
        return row


class Handler(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    front: Front

    def do_GET(self) -> None:
        """Pages and reads."""
        self._serve("GET")

    def do_POST(self) -> None:
        """Everything that changes something."""
        self._serve("POST")

    def _serve(self, method: str) -> None:
        target = urlsplit(self.path)
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if target.path.startswith("/pay/"):
            name = target.path.removeprefix("/pay/")
            form = {key: each[0] for key, each in parse_qs(raw.decode()).items()}
            return self._page(self.front.pages.submit(name, form) if method == "POST" else self.front.pages.show(name))
        values = json.loads(raw) if raw.startswith(b"{") else nested(parse_qsl(raw.decode()))
        if target.path.startswith("/_front/"):
            return self._answer(200, self.front.control(target.path.removeprefix("/_front/"), values))
        chance, faults = self.front.messages.chance, self.front.messages.faults
        if chance.random() < faults.refuse:
            return self._answer(500, {"error": {"type": "api_error", "message": "Something broke"}})
        query = dict(parse_qsl(target.query))
        key = self.headers.get("Idempotency-Key", "") if method == "POST" else ""
        told = self.front.once(
            f"{target.path}:{key}" if key else "", lambda: self.front.api(method, target.path, query, values)
        )
        if chance.random() < faults.lose_answer:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return None
        return self._answer(*told)

    def _answer(self, status: int, told: dict[str, Any]) -> None:
        self._send(status, json.dumps(told).encode(), "application/json")

    def _page(self, answer: Answer) -> None:
        extra = {"Location": answer.location} if answer.location else {}
        self._send(answer.status, answer.body.encode(), "text/html; charset=utf-8", **extra)

    def _send(self, status: int, body: bytes, kind: str, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Nothing is logged."""


def nested(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    """A form's ``a[b][c]=d`` as dictionaries; numbered parts stay dictionaries."""
    whole: dict[str, Any] = {}
    for name, value in pairs:
        keys = re.findall(r"[^\[\]]+", name)
        place = whole
        for key in keys[:-1]:
            place = place.setdefault(key, {})
        place[keys[-1]] = value
    return whole


def main() -> None:
    """Serve until the process is ended."""
    port, upstream = int(sys.argv[1]), int(sys.argv[2])
    Handler.front = Front(port, upstream)
    ThreadingHTTPServer.daemon_threads = True
    ThreadingHTTPServer.request_queue_size = 256
    ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()


if __name__ == "__main__":
    main()
