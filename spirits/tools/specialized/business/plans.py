"""SWOT and OKR."""

from itertools import product
from typing import Any

from project.lib.errors import InvalidInput

Found = tuple[dict[str, Any], str]
PAIRS = (
    ("SO", "strengths", "opportunities", "Use {} to take {}."),
    ("ST", "strengths", "threats", "Use {} against {}."),
    ("WO", "weaknesses", "opportunities", "Mend {} in order to take {}."),
    ("WT", "weaknesses", "threats", "Keep {} from meeting {}."),
)
MOST_PAIRS = 5


def swot(given: dict[str, Any]) -> Found:
    """The points by weight, and the pairs of inner and outer points that matter most, with what they ask for."""
    points = {
        side: sorted(({"weight": 3, **each} for each in rows), key=lambda each: -each["weight"])
        for side, rows in given.items()
    }
    strategies = {
        kind: [
            {"score": one["weight"] * other["weight"], "strategy": words.format(_quoted(one), _quoted(other))}
            for one, other in sorted(
                product(points[inner], points[outer]), key=lambda pair: -pair[0]["weight"] * pair[1]["weight"]
            )[:MOST_PAIRS]
        ]
        for kind, inner, outer, words in PAIRS
    }
    totals = {side: sum(each["weight"] for each in rows) for side, rows in points.items()}
    inner = totals["strengths"] - totals["weaknesses"]
    outer = totals["opportunities"] - totals["threats"]
    posture = {
        (True, True): "grow",
        (True, False): "defend",
        (False, True): "turn around",
        (False, False): "retreat or partner",
    }[inner >= 0, outer >= 0]
    result = {
        "points": points,
        "totals": totals,
        "inner": inner,
        "outer": outer,
        "posture": posture,
        "pairs": strategies,
    }
    return result, f"Inner balance {inner:+d}, outer {outer:+d}: {posture}. First: {strategies['SO'][0]['strategy']}"


def _quoted(point: dict[str, Any]) -> str:
    return f"“{point['name']}”"


def objectives(given: dict[str, Any]) -> Found:
    """How far each key result and objective has come, and whether that keeps pace."""
    elapsed = given.get("elapsed_percent")
    found = [_objective(number, each, elapsed) for number, each in enumerate(given["objectives"])]
    whole = round(sum(each["progress_percent"] for each in found) / len(found), 1)
    behind = [result["name"] for each in found for result in each["key_results"] if result.get("is_behind")]
    said = f"{whole:g}% over all." + (f" Behind: {', '.join(behind[:8])}." if behind else "")
    return {"objectives": found, "progress_percent": whole, "behind": behind}, said


def _objective(number: int, given: dict[str, Any], elapsed: float | None) -> dict[str, Any]:
    results = []
    for at, each in enumerate(given["key_results"]):
        if each["start"] == each["target"]:
            place = f"okr.objectives.{number}.key_results.{at}.target"
            raise InvalidInput.of(place, "The target must differ from the start.")
        share = (each["current"] - each["start"]) / (each["target"] - each["start"])
        progress = round(100 * min(1.0, max(0.0, share)), 1)
        result = {"name": each["name"], "progress_percent": progress, "exact_percent": round(100 * share, 1)}
        if elapsed is not None:
            result["is_behind"] = progress < elapsed
        results.append(result)
    whole = round(sum(each["progress_percent"] for each in results) / len(results), 1)
    grade = "done" if whole >= 100 else "on the way" if whole >= 70 else "partly" if whole >= 40 else "at the start"
    return {"name": given["name"], "progress_percent": whole, "grade": grade, "key_results": results}
