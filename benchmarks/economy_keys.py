"""Sends the same purchase many times at once over HTTP, under many keys, and compares every answer byte for byte.

./daimon bench economy-keys [--keys 500] [--sends 100] [--people 10] [--first 0]
"""

import argparse
import asyncio
import os
import subprocess
import sys
import time
from collections import Counter
from typing import Any

from project.stack.processes import python
from project.stack.suite import test_servers

INSIDE = "DAIMON_BENCH_KEYS"
ATONCE = 5  # keys under way together


def main(arguments: list[str]) -> int:
    """Measure on servers of its own, which are gone afterwards."""
    _parser().parse_args(arguments)
    with test_servers() as environment:
        inside = {
            **environment,
            INSIDE: "1",
            "DJANGO_SETTINGS_MODULE": "project.settings",
            "LOG_LEVEL": "ERROR",
            "RATE_LIMITS": "false",
        }
        command = python("-m", "benchmarks.economy_keys", *arguments)
        return subprocess.run(command, env=inside, check=False).returncode


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./daimon bench economy-keys", description=__doc__)
    parser.add_argument("--keys", type=int, default=500)
    parser.add_argument("--sends", type=int, default=100)
    parser.add_argument("--people", type=int, default=10)
    parser.add_argument("--first", type=int, default=0, help="the first of the keys, to send them in parts")
    return parser


def _inside() -> int:
    import django

    django.setup()
    from django.core.management import call_command

    from project.testing.site import another_web_process

    given = _parser().parse_args()
    call_command("migrate", verbosity=0, interactive=False)
    orders = _make_orders(given)
    with another_web_process(dict(os.environ)) as address:
        began = time.monotonic()
        outcome = asyncio.run(_send_all(address, orders, given.sends))
        seconds = time.monotonic() - began
    return _judge(given, outcome, seconds)


def _make_orders(given: argparse.Namespace) -> list[dict[str, Any]]:
    """One purchase for each key: who, what, and what was agreed to."""
    from accounts.models import User
    from accounts.services.api_keys import make_api_key
    from project.lib.clock import now
    from spirits.models import Category, Purchase, Spirit
    from spirits.queries.economy.quotes import quote
    from spirits.services.economy.move_points import grant_points

    shelf = Category.objects.create(slug="shelf", name="Shelf")
    number_of_spirits = -(-(given.first + given.keys) // given.people) + 1
    Spirit.objects.bulk_create(
        Spirit(
            slug=f"k{number}", name=f"K{number}", category=shelf, icon="✨", tier="basic", price_points=7,
            price_cents=70, state="live", summary="", description="",
        )
        for number in range(number_of_spirits)
    )  # fmt: skip
    spirits = list(Spirit.objects.order_by("pk"))
    orders: list[dict[str, Any]] = []
    for number in range(given.people):
        user = User.objects.create_user(f"keys{number}@example.org")
        grant_points(user=user, points=10_000, key=f"keys:{user.pk}", at=now(), reason="")
        _, token = make_api_key(user=user, name="bench", scopes=["spirits:write"], at=now())
        for place, spirit in enumerate(spirits[:-1]):
            offer = quote(buyer=user, recipient=user, thing=spirit, method=Purchase.Method.POINTS, at=now())
            body = {"spirit": spirit.slug, "agreed": offer.fingerprint}
            orders.append({"token": token, "key": f"{number}:{place}", "body": body, "other": spirits[-1].slug})
    return orders[given.first : given.first + given.keys]


async def _send_all(address: str, orders: list[dict[str, Any]], sends: int) -> dict[str, int]:
    import httpx2

    found = {"created": 0, "differing": 0, "failed": 0, "altered_409": 0, "altered": 0}
    refused: Counter[str] = Counter()
    gate = asyncio.Semaphore(ATONCE)
    limits = httpx2.Limits(max_connections=ATONCE * sends)
    async with httpx2.AsyncClient(base_url=address, timeout=120, limits=limits) as client:

        async def send(order: dict[str, Any], body: dict[str, str]) -> Any:
            headers = {"Authorization": f"Bearer {order['token']}", "Idempotency-Key": order["key"]}
            return await client.post("/api/v1/purchases", json=body, headers=headers)

        async def one(order: dict[str, Any]) -> None:
            async with gate:
                answers = await asyncio.gather(*(send(order, order["body"]) for _ in range(sends)))
                altered = await send(order, {**order["body"], "spirit": order["other"]})
            statuses = {each.status_code for each in answers}
            refused.update(f"{each.status_code} {each.text[:90]}" for each in answers if each.status_code != 201)
            found["created"] += statuses == {201}
            found["failed"] += sum(each.status_code != 201 for each in answers)
            found["differing"] += len({each.content for each in answers}) - 1
            found["altered"] += 1
            found["altered_409"] += altered.status_code == 409

        await asyncio.gather(*(one(order) for order in orders))
    for answer, times in refused.most_common(5):
        print(f"not 201, {times} times: {answer}")
    return found


def _judge(given: argparse.Namespace, found: dict[str, int], seconds: float) -> int:
    from spirits.models import LedgerTransaction, Purchase
    from spirits.queries.economy.reconciliation import find_breaks

    effects = Purchase.objects.filter(state="paid").count()
    moved = LedgerTransaction.objects.filter(kind="purchase").count()
    breaks = find_breaks()
    sent = given.keys * given.sends
    print(f"{given.keys} keys x {given.sends} sends = {sent} requests in {seconds:.0f} s ({sent / seconds:.0f}/s)")
    print(f"effects {effects}, movements {moved}, keys answered 201 throughout {found['created']}")
    print(f"answers that differ {found['differing']}, failed {found['failed']}, broken rows {len(breaks)}")
    print(f"altered bodies refused with 409: {found['altered_409']} of {found['altered']}")
    is_exact = (
        effects == moved == found["created"] == given.keys
        and not found["differing"]
        and not found["failed"]
        and not breaks
        and found["altered_409"] == given.keys
    )
    print("each key once" if is_exact else "NOT EXACT")
    return 0 if is_exact else 1


if __name__ == "__main__" and os.environ.get(INSIDE):
    sys.exit(_inside())
