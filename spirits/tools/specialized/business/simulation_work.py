"""Monte Carlo over estimates."""

from graphlib import CycleError, TopologicalSorter
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from project.lib.errors import InvalidInput

Draws = NDArray[np.float64]
PERCENTILES = (5, 10, 25, 50, 75, 80, 90, 95)


def simulate(
    items: list[dict[str, Any]],
    risks: list[dict[str, Any]],
    *,
    measure: str,
    distribution: str,
    runs: int,
    seed: int,
    limit: float | None,
) -> dict[str, Any]:
    """Mean, spread, percentiles, the chance to keep the limit, and what drives the result."""
    order = _checked(items, measure)
    chance = np.random.default_rng(seed)
    parts = {each["name"]: _draws(chance, each, distribution, runs) for each in items}
    struck = {
        each["name"]: (chance.random(runs) < each["probability_percent"] / 100) * float(each["impact"])
        for each in risks
    }
    total, critical = _scheduled(items, parts, order) if measure == "schedule" else (_summed(parts, runs), {})
    for each in struck.values():
        total = total + each
    spread = float(total.std(ddof=1))
    result = {
        "runs": runs,
        "seed": seed,
        "mean": _rounded(total.mean()),
        "standard_deviation": _rounded(spread),
        "standard_error": _rounded(spread / runs**0.5),
        "minimum": _rounded(total.min()),
        "maximum": _rounded(total.max()),
        "percentiles": {f"p{at}": _rounded(np.percentile(total, at)) for at in PERCENTILES},
        "drivers": _drivers({**parts, **struck}, total),
        "formula": _formula(distribution),
    }
    if critical:
        result["critical_percent"] = critical
    if limit is not None:
        result["limit"] = {"value": limit, "kept_percent": _rounded(100 * float((total <= limit).mean()))}
    return result


def _rounded(value: Any) -> float:
    return float(f"{float(value):.6g}")


def _formula(distribution: str) -> str:
    if distribution == "triangular":
        return "triangular between low and high with its peak at likely"
    return "PERT: beta with 1 + 4 (likely - low) / (high - low) and 1 + 4 (high - likely) / (high - low), scaled"


def _checked(items: list[dict[str, Any]], measure: str) -> list[str]:
    names = [each["name"] for each in items]
    for number, each in enumerate(items):
        if not each["low"] <= each["likely"] <= each["high"]:
            raise InvalidInput.of(f"items.{number}.likely", "The likely case must lie between low and high.")
        if names.index(each["name"]) < number:
            raise InvalidInput.of(f"items.{number}.name", f"Another part is called {each['name']!r}.")
        if each.get("after") and measure == "cost":
            raise InvalidInput.of(f"items.{number}.after", "Order counts for measure schedule only.")
        for name in each.get("after", []):
            if name not in names:
                raise InvalidInput.of(f"items.{number}.after", f"There is no part called {name!r}.")
    try:
        return list(TopologicalSorter({each["name"]: each.get("after", []) for each in items}).static_order())
    except CycleError as error:
        raise InvalidInput.of("items", f"Parts wait for each other: {' → '.join(error.args[1])}.") from error


def _draws(chance: np.random.Generator, item: dict[str, Any], distribution: str, runs: int) -> Draws:
    low, likely, high = float(item["low"]), float(item["likely"]), float(item["high"])
    width = high - low
    if width <= 0:
        return np.full(runs, low)
    if distribution == "triangular":
        return chance.triangular(low, likely, high, runs)
    drawn = chance.beta(1 + 4 * (likely - low) / width, 1 + 4 * (high - likely) / width, runs)
    return np.asarray(low + width * drawn, dtype=np.float64)


def _summed(parts: dict[str, Draws], runs: int) -> Draws:
    return np.asarray(sum(parts.values(), np.zeros(runs)), dtype=np.float64)


def _scheduled(
    items: list[dict[str, Any]], parts: dict[str, Draws], order: list[str]
) -> tuple[Draws, dict[str, float]]:
    """When everything is over in each run, and in how many runs each part is on the longest way."""
    after = {each["name"]: each.get("after", []) for each in items}
    ends: dict[str, Draws] = {}
    for name in order:
        start = np.max([ends[each] for each in after[name]], axis=0) if after[name] else 0.0
        ends[name] = start + parts[name]
    total = np.max(list(ends.values()), axis=0)
    latest = {name: total.copy() for name in order}  # the latest end that delays nothing
    for name in reversed(order):
        for before in after[name]:
            latest[before] = np.minimum(latest[before], latest[name] - parts[name])
    slack = {name: latest[name] - ends[name] for name in order}
    reach = 1e-9 * max(1.0, float(total.max()))
    critical = {name: _rounded(100 * float((slack[name] <= reach).mean())) for name in order}
    return np.asarray(total, dtype=np.float64), critical


def _drivers(inputs: dict[str, Draws], total: Draws) -> list[dict[str, Any]]:
    """How strongly the result rises with each input, by rank correlation, strongest first."""
    if float(total.std()) == 0.0:
        return []
    found = [
        {"name": name, "rank_correlation": round(float(stats.spearmanr(each, total).statistic), 3)}
        for name, each in inputs.items()
        if float(each.std()) > 0.0
    ]
    return sorted(found, key=lambda each: -abs(float(str(each["rank_correlation"]))))[:15]
