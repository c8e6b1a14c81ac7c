"""People using the site, and what they noticed."""

import asyncio
import statistics
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import httpx2 as httpx

PASSWORD = "correct horse battery"  # noqa: S105 - of people who live for a minute


@dataclass
class Phase:
    """What was seen in one state of the servers."""

    name: str
    statuses: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    signed_out: int = 0
    revoked_accepted: int = 0
    limited: Counter[int] = field(default_factory=Counter)
    acknowledged: list[str] = field(default_factory=list)

    @property
    def p95(self) -> float:
        """In milliseconds."""
        return statistics.quantiles(self.seconds, n=20)[-1] * 1000

    @property
    def server_errors(self) -> int:
        """Answers with 500 or more, and requests without an answer."""
        return sum(number for status, number in self.statuses.items() if status >= 500)


class Traffic:
    """A mix of pages, API calls by session, token and key, writes, and health."""

    def __init__(self, client: httpx.AsyncClient, prepared: dict[str, Any]) -> None:
        self.client = client
        self.people = prepared["people"]
        self.limited_key = prepared["limited"]
        self.revocable = self.people[6:]
        self.staying = self.people[:6]
        self.tokens: dict[str, str] = {}

    async def sign_in(self) -> None:
        """Everybody gets an access token by the headless sign-in."""
        for person in self.people:
            login = {"email": person["email"], "password": PASSWORD}
            answer = await self.client.post("/_allauth/app/v1/auth/login", json=login)
            self.tokens[person["email"]] = answer.json()["meta"]["access_token"]

    async def ask(self, phase: Phase, number: int) -> None:
        """One request of the mix."""
        person = self.staying[number % len(self.staying)]
        cookie = {"Cookie": f"sessionid={person['session']}"}
        key = {"Authorization": f"Bearer {person['key']}"}
        token = {"Authorization": f"Bearer {self.tokens[person['email']]}"}
        kinds: list[tuple[str, str, dict[str, str]]] = [
            ("GET", "/api/v1/me", cookie),
            ("GET", "/api/v1/me", key),
            ("GET", "/api/v1/me", token),
            ("POST", "/api/v1/conversations", key),
            ("GET", "/accounts/login/", {}),
            ("GET", "/accounts/profile/", cookie),
            ("GET", "/health/live", {}),
        ]
        method, path, headers = kinds[number % len(kinds)]
        started = time.perf_counter()
        try:
            body = {"title": f"number {number}"} if method == "POST" else None
            answer = await self.client.request(method, path, headers=headers, json=body)
            status = answer.status_code
            if method == "POST" and status == 201:
                phase.acknowledged.append(answer.json()["id"])
        except httpx.HTTPError:
            status = 599
        phase.seconds.append(time.perf_counter() - started)
        phase.statuses[status] += 1
        if headers and status in {401, 302}:
            phase.signed_out += 1

    async def revoke_one(self, phase: Phase) -> None:
        """Use a session and a token, revoke both by the API, and ask again after five seconds."""
        person = self.revocable.pop()
        cookie = {"Cookie": f"sessionid={person['session']}"}
        token = {"Authorization": f"Bearer {self.tokens[person['email']]}"}
        await self.client.get("/api/v1/me", headers=cookie)
        for device in (await self.client.get("/api/v1/sessions", headers=token)).json()["results"]:
            if not device["is_current"]:
                await self.client.delete(f"/api/v1/sessions/{device['id']}", headers=token)
        [own] = (await self.client.get("/api/v1/sessions", headers=token)).json()["results"]
        await self.client.delete(f"/api/v1/sessions/{own['id']}", headers=token)
        await asyncio.sleep(5)
        for _ in range(5):
            for headers in (cookie, token):
                answer = await self.client.get("/api/v1/me", headers=headers)
                phase.revoked_accepted += answer.status_code == 200

    async def press_limit(self, phase: Phase) -> None:
        """Thirty quick requests with a key that may send ten a minute."""
        for _ in range(30):
            answer = await self.client.get("/api/v1/me", headers={"Authorization": f"Bearer {self.limited_key}"})
            phase.limited[answer.status_code] += 1


async def send(traffic: Traffic, phase: Phase, *, rate: int, seconds: float) -> None:
    """The mix at that rate for that long, and wait for every answer."""
    tasks = []
    started = time.perf_counter()
    for number in range(int(rate * seconds)):
        tasks.append(asyncio.create_task(traffic.ask(phase, number)))
        await asyncio.sleep(max(0.0, started + (number + 1) / rate - time.perf_counter()))
    await asyncio.gather(*tasks)
