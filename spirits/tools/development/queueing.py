"""Waiting in a queue with several workers (M/M/c)."""

from collections.abc import Callable
from math import ceil
from typing import Any

from project.lib.errors import InvalidInput

MOST_WORKERS = 50_000
AROUND = 3
FORMULAS = {
    "offered_load": "a = arrivals per second * service seconds (Erlang)",
    "utilisation": "a / workers",
    "probability_of_waiting": "Erlang C: B / (1 - utilisation * (1 - B)), B by B(0) = 1, B(n) = a B(n-1) / (n + a B(n-1))",
    "waiting": "probability_of_waiting * service / (workers * (1 - utilisation))",
    "answer": "waiting + service",
    "assumptions": "random (Poisson) arrivals, service times that scatter exponentially, one shared queue",
}


def erlang_c(load: float, workers: int) -> float:
    """How likely an arrival must wait; 1 where the workers cannot keep up."""
    if load >= workers:
        return 1.0
    blocked = 1.0
    for number in range(1, workers + 1):
        blocked = load * blocked / (number + load * blocked)
        if not blocked:
            return 0.0
    return blocked / (1 - load / workers * (1 - blocked))


def advise(given: dict[str, Any]) -> dict[str, Any]:
    """The recommended replicas, the present ones, and the curve around the recommendation."""
    arrivals = given["requests_per_second"] * (1 + given["growth_percent"] / 100)
    service = given["service_milliseconds"] / 1000
    each, cost = given["workers_per_replica"], given.get("cost_per_replica")
    target = given.get("target_milliseconds")
    if target is not None and target <= given["service_milliseconds"]:
        raise InvalidInput.of(
            "target_milliseconds", "The service alone takes as long; make it faster, replicas cannot."
        )
    load = arrivals * service
    if load > MOST_WORKERS:
        raise InvalidInput.of("requests_per_second", f"This keeps more than {MOST_WORKERS:,} workers busy.")
    needed = max(1, ceil(round(load / (each * given["most_utilisation_percent"] / 100), 9)))
    if target is not None:
        needed = _fewest(needed, lambda number: _answer(load, service, number * each) * 1000 <= target)
    best = needed + given["spare_replicas"]
    now = given.get("replicas")
    return {
        "recommended_replicas": best,
        "arrivals_per_second": round(arrivals, 6),
        "offered_load": round(load, 6),
        "now": _state(now, given["requests_per_second"], service, each, cost) if now else None,
        "recommended": _state(best, arrivals, service, each, cost),
        "curve": [
            _state(number, arrivals, service, each, cost) for number in range(max(1, best - AROUND), best + AROUND + 1)
        ],
    }


def _fewest(start: int, suffices: Callable[[int], bool]) -> int:
    """The smallest number from ``start`` that suffices, where every larger one does too."""
    if suffices(start):
        return start
    low, high = start, start * 2
    while not suffices(high):
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if suffices(middle) else (middle, high)
    return high


def _answer(load: float, service: float, workers: int) -> float:
    if load >= workers:
        return float("inf")
    return erlang_c(load, workers) * service / (workers - load) + service


def _state(replicas: int, arrivals: float, service: float, each: int, cost: float | None) -> dict[str, Any]:
    workers, load = replicas * each, arrivals * service
    is_stable = load < workers
    answer = _answer(load, service, workers)
    return {
        "replicas": replicas,
        "workers": workers,
        "is_stable": is_stable,
        "utilisation_percent": round(100 * load / workers, 2),
        "probability_of_waiting": round(erlang_c(load, workers), 4),
        "waiting_milliseconds": round((answer - service) * 1000, 3) if is_stable else None,
        "answer_milliseconds": round(answer * 1000, 3) if is_stable else None,
        "headroom_requests_per_second": round(workers / service - arrivals, 3),
        "monthly_cost": None if cost is None else round(cost * replicas, 2),
        "cost_per_million_requests": None if cost is None else round(cost * replicas / (arrivals * 2.592), 4),
    }
