"""Ability from answers by the Rasch model."""

from math import exp, sqrt
from statistics import NormalDist
from typing import Any

GRID = [each / 50 for each in range(-250, 251)]  # abilities from -5 to 5
SURE = 0.8


def estimate(answers: list[dict[str, Any]], needed: float) -> dict[str, Any]:
    """Ability with its error and interval, and whether it is mastered, a gap, or open for lack of answers."""
    weights = _posterior(answers)
    ability = sum(weight * at for weight, at in zip(weights, GRID, strict=True))
    error = sqrt(sum(weight * (at - ability) ** 2 for weight, at in zip(weights, GRID, strict=True)))
    chance = sum(weight * solved(at, 0) for weight, at in zip(weights, GRID, strict=True))
    above = sum(weight for weight, at in zip(weights, GRID, strict=True) if solved(at, 0) >= needed)
    reach = NormalDist().inv_cdf(0.975) * error
    return {
        "answers": len(answers),
        "right": sum(each["correct"] for each in answers),
        "ability": round(ability, 3),
        "standard_error": round(error, 3),
        "interval_95": [round(ability - reach, 3), round(ability + reach, 3)],
        "chance_percent": round(100 * chance, 1),
        "mastery_chance_percent": round(100 * above, 1),
        "state": "mastered" if above >= SURE else "gap" if above <= 1 - SURE else "open",
    }


def solved(ability: float, difficulty: float) -> float:
    """How likely somebody of that ability solves a question of that difficulty."""
    return 1 / (1 + exp(difficulty - ability))


def _posterior(answers: list[dict[str, Any]]) -> list[float]:
    """The weight of each ability of the grid; scaled as it grows so that many answers do not underflow."""
    weights = [NormalDist().pdf(at) for at in GRID]
    for each in answers:
        difficulty = each.get("difficulty", 0)
        for number, at in enumerate(GRID):
            right = solved(at, difficulty)
            weights[number] *= right if each["correct"] else 1 - right
        top = max(weights)
        weights = [weight / top for weight in weights]
    whole = sum(weights)
    return [weight / whole for weight in weights]
