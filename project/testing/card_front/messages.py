"""Events on their way to the shop: signed, and on demand dropped, doubled and reordered."""

import hashlib
import hmac
import itertools
import json
import random
import threading
import time
from dataclasses import dataclass, field
from typing import Any

import httpx2

_client = httpx2.Client(timeout=10, limits=httpx2.Limits(max_connections=20))


@dataclass
class Faults:
    """How often something goes wrong, from 0 to 1."""

    drop: float = 0.0
    double: float = 0.0
    late: float = 0.0  # delayed by up to two seconds, so that later events overtake it
    lose_answer: float = 0.0  # the work is done, the answer never comes
    refuse: float = 0.0  # 500 before anything is done
    seed: int = 7


@dataclass
class Messages:
    """Every event so far, and where they are sent."""

    url: str = ""
    secrets: list[str] = field(default_factory=list)
    faults: Faults = field(default_factory=Faults)
    told: list[dict[str, Any]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=lambda: {"sent": 0, "dropped": 0, "doubled": 0, "late": 0})
    chance: random.Random = field(default_factory=lambda: random.Random(7))  # noqa: S311 - decides on faults only
    numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    def tell(self, kind: str, about: dict[str, Any]) -> dict[str, Any]:
        """Something happened here."""
        event = {
            "id": f"evt_front{next(self.numbers):06d}",
            "object": "event",
            "type": kind,
            "created": int(time.time()),
            "data": {"object": about},
        }
        self.pass_on(event)
        return event

    def pass_on(self, event: dict[str, Any]) -> None:
        """Keep an event and send it, unless chance decides otherwise."""
        self.told.append(event)
        if not self.url:
            return
        if self.chance.random() < self.faults.drop:
            self.counts["dropped"] += 1
            return
        times = 2 if self.chance.random() < self.faults.double else 1
        self.counts["doubled"] += times - 1
        for _ in range(times):
            is_late = self.chance.random() < self.faults.late
            self.counts["late"] += is_late
            pause = self.chance.uniform(0.5, 2.0) if is_late else 0.0
            threading.Thread(target=self._send, args=(event, pause), daemon=True).start()

    def since(self, moment: int, after: str, limit: int) -> dict[str, Any]:
        """The list of events as the gateway shows it, newest first."""
        rows = [event for event in reversed(self.told) if event["created"] >= moment]
        if after:
            place = next((place for place, event in enumerate(rows) if event["id"] == after), -1)
            rows = rows[place + 1 :]
        return {"object": "list", "url": "/v1/events", "data": rows[:limit], "has_more": len(rows) > limit}

    def _send(self, event: dict[str, Any], pause: float) -> None:
        time.sleep(pause)
        body = json.dumps(event).encode()
        stamp = int(time.time())
        secret = self.chance.choice(self.secrets)
        mark = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
        headers = {"Content-Type": "application/json; charset=utf-8", "Stripe-Signature": f"t={stamp},v1={mark}"}
        try:
            _client.post(self.url, content=body, headers=headers).raise_for_status()
            self.counts["sent"] += 1
        except httpx2.HTTPError:
            self.counts["dropped"] += 1
