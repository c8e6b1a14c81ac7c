"""A card gateway on loopback for tests: localstripe in a process of its own, behind a front that plays what it lacks.

localstripe keeps customers, cards, intents, charges and refunds. The front adds idempotency keys, hosted pages, disputes,
off-session answers and events that are dropped, doubled and reordered on demand. Daimon talks to it with Stripe's own SDK.
"""

import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx2

from project.settings.env import BASE_DIR
from project.stack.processes import end, python, spawn

KEY = "sk_test_front"
SECRETS = ("whsec_new", "whsec_old")
START_SECONDS = 30
LISTING_SECONDS = 900  # localstripe walks all it holds for each charge it shows
_client = httpx2.Client(timeout=30)
# Its own start listens on every interface and writes all it holds to a file after each request.
LOCALSTRIPE = (
    "import sys; from aiohttp import web; from localstripe import resources, server; "
    "resources.Store.dump_to_disk = lambda self: None; "
    "web.run_app(server.app, host='127.0.0.1', port=int(sys.argv[1]), print=None, access_log=None)"
)


@dataclass(frozen=True)
class CardFront:
    """The running stand-in, and what tests may ask of it."""

    address: str
    upstream: str

    def control(self, verb: str, **values: Any) -> Any:
        """Tell the front something: ``webhook``, ``faults``, ``dispute``, ``message``."""
        return _post(f"{self.address}/_front/{verb}", values)

    def ask(self, path: str) -> Any:
        """Read localstripe's own state, past every fault of the front."""
        answer = _client.get(
            f"{self.upstream}{path}", headers={"Authorization": f"Bearer {KEY}"}, timeout=LISTING_SECONDS
        )
        return answer.raise_for_status().json()

    def make_card(self, number: str = "4242424242424242", *, customer: str = "", year: int = 2049) -> str:
        """A card at the gateway, tied to the customer when one is named; returns its id."""
        card = {"number": number, "exp_month": 12, "exp_year": year, "cvc": "123"}
        made = _post(f"{self.upstream}/v1/payment_methods", {"type": "card", "card": card}, key=KEY)
        if customer:
            _post(f"{self.upstream}/v1/payment_methods/{made['id']}/attach", {"customer": customer}, key=KEY)
        return str(made["id"])

    def refund(self, intent_id: str, amount: int) -> None:
        """What somebody does in the gateway's own dashboard."""
        _post(f"{self.address}/v1/refunds", {"payment_intent": intent_id, "amount": amount}, key=KEY)

    def pay_page(self, url: str, number: str = "4242424242424242", **answers: str) -> int:
        """Do what a person does on the hosted page; returns the status of the last answer."""
        return _form(url, {"number": number, **answers})


@contextmanager
def card_front() -> Iterator[CardFront]:
    """Both processes, until the block ends."""
    upstream, own = _free_port(), _free_port()
    running: list[subprocess.Popen[bytes]] = []
    with tempfile.TemporaryFile() as log:
        try:
            running.append(_spawn(python("-c", LOCALSTRIPE, str(upstream)), log))
            running.append(_spawn(python("-m", "project.testing.card_front", str(own), str(upstream)), log))
            for port, process in zip((upstream, own), running, strict=True):
                _wait_for(port, process, log)
            front = CardFront(f"http://127.0.0.1:{own}", f"http://127.0.0.1:{upstream}")
            _post(
                f"{front.upstream}/_config/webhooks/front",
                {"url": f"{front.address}/_front/hook", "secret": "unused"},
            )
            yield front
        finally:
            for process in reversed(running):
                end(process, by=signal.SIGTERM, patience=5)


def _spawn(command: list[str], log: Any) -> "subprocess.Popen[bytes]":
    return spawn(command, output=log, folder=BASE_DIR, signal_at_parents_death=signal.SIGKILL)


def _wait_for(port: int, process: "subprocess.Popen[bytes]", log: Any) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None or time.monotonic() > deadline:
            log.seek(0)
            raise RuntimeError(f"The card gateway's stand-in did not start:\n{log.read().decode(errors='replace')}")
        time.sleep(0.05)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _post(url: str, values: Any, *, key: str = "") -> Any:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    answer = _client.post(url, json=values, headers=headers).raise_for_status()
    return answer.json() if answer.content else None


def _form(url: str, values: dict[str, str]) -> int:
    """Redirects lead back to the shop; whoever plays the person stays here."""
    return _client.post(url, data=values, follow_redirects=False).status_code
