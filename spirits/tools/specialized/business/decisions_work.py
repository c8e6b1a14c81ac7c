"""Weighted decisions and the Analytic Hierarchy Process."""

from itertools import combinations
from typing import Any

import numpy as np

from project.lib.errors import InvalidInput

Found = tuple[dict[str, Any], str]
RANDOM_INDEX = {1: 0.0, 2: 0.0, 3: 0.58, 4: 0.90, 5: 1.12, 6: 1.24, 7: 1.32, 8: 1.41, 9: 1.45, 10: 1.49}  # Saaty
CONSISTENT = 0.1


def decision(given: dict[str, Any]) -> Found:
    """Options by weighted score, and how far each weight could move before another would win."""
    criteria, options = given["criteria"], given["options"]
    whole = sum(each["weight"] for each in criteria)
    if whole <= 0:
        raise InvalidInput.of("decision_matrix.criteria", "At least one weight must be above zero.")
    for number, each in enumerate(options):
        if len(each["scores"]) != len(criteria):
            place = f"decision_matrix.options.{number}.scores"
            raise InvalidInput.of(place, f"There must be {len(criteria)} scores, one for each criterion.")
    weights = [each["weight"] / whole for each in criteria]
    ranked = sorted(
        (
            {"name": each["name"], "score": _score(weights, each["scores"]), "scores": each["scores"]}
            for each in options
        ),
        key=lambda each: -each["score"],
    )
    sensitivity = [_turning(at, each["name"], weights, ranked) for at, each in enumerate(criteria)]
    lead = round(ranked[0]["score"] - ranked[1]["score"], 4)
    shown = [{**each, "score": round(each["score"], 4), "rank": at} for at, each in enumerate(ranked, 1)]
    result = {
        "weights": [round(each, 4) for each in weights],
        "ranking": shown,
        "lead": lead,
        "sensitivity": sensitivity,
    }
    said = f"{ranked[0]['name']} leads with {ranked[0]['score']:.2f}, {lead:g} before {ranked[1]['name']}."
    return (
        result,
        said if lead else f"{ranked[0]['name']} and {ranked[1]['name']} are equal at {ranked[0]['score']:.2f}.",
    )


def _score(weights: list[float], scores: list[float]) -> float:
    return sum(weight * score for weight, score in zip(weights, scores, strict=True))


def _turning(at: int, name: str, weights: list[float], ranked: list[dict[str, Any]]) -> dict[str, Any]:
    """The nearest weight of that criterion at which another option draws level, the others keeping their proportions.

    A score is ``w * own + (1 - w) * rest``, a straight line in w; two lines meet once.
    """
    others = 1 - weights[at]
    found: list[tuple[float, str]] = []
    for rival in ranked[1:]:
        if others <= 0:
            break
        best, own = ranked[0], weights[at]
        own_gap = best["scores"][at] - rival["scores"][at]
        rest_gap = (best["score"] - rival["score"] - own * own_gap) / others
        if abs(own_gap - rest_gap) > 1e-12:
            meets = -rest_gap / (own_gap - rest_gap)
            if 0 <= meets <= 1:
                found.append((meets, rival["name"]))
    if not found:
        return {"criterion": name, "weight": round(weights[at], 4), "turns_at": None, "winner_then": None}
    turns, rival_name = min(found, key=lambda each: abs(each[0] - weights[at]))
    return {"criterion": name, "weight": round(weights[at], 4), "turns_at": round(turns, 4), "winner_then": rival_name}


def hierarchy(given: dict[str, Any]) -> Found:
    """Weights from comparisons of pairs, and whether these agree with each other."""
    names = given["criteria"]
    matrix = _matrix(names, given["comparisons"])
    values, vectors = np.linalg.eig(matrix)
    largest = int(np.argmax(values.real))
    vector = np.abs(vectors[:, largest].real)
    weights = vector / vector.sum()
    greatest, size = float(values[largest].real), len(names)
    index = max(0.0, (greatest - size) / (size - 1))
    ratio = index / RANDOM_INDEX[size] if RANDOM_INDEX[size] else 0.0
    ranking = sorted(zip(names, weights.tolist(), strict=True), key=lambda each: -each[1])
    result = {
        "weights": [{"name": name, "weight": round(weight, 4)} for name, weight in ranking],
        "largest_eigenvalue": round(greatest, 4),
        "consistency_index": round(index, 4),
        "consistency_ratio": round(ratio, 4),
        "is_consistent": ratio <= CONSISTENT,
        "least_consistent": _worst(names, matrix, weights) if ratio > CONSISTENT else None,
        "formula": "CR = ((largest eigenvalue - n) / (n - 1)) / RI(n), RI after Saaty; up to 0.1 is consistent",
    }
    verdict = "consistent" if ratio <= CONSISTENT else "not consistent: look at the comparisons again"
    return result, f"{ranking[0][0]} weighs most ({ranking[0][1]:.1%}). Consistency ratio {ratio:.3f}: {verdict}."


def _matrix(names: list[str], comparisons: list[dict[str, Any]]) -> Any:
    matrix = np.zeros((len(names), len(names)))
    np.fill_diagonal(matrix, 1.0)
    for number, each in enumerate(comparisons):
        for side in ("one", "other"):
            if each[side] not in names:
                raise InvalidInput.of(f"ahp.comparisons.{number}.{side}", f"{each[side]!r} is none of the criteria.")
        row, column = names.index(each["one"]), names.index(each["other"])
        if row == column or matrix[row, column]:
            raise InvalidInput.of(f"ahp.comparisons.{number}", "Compare each pair of different criteria once.")
        matrix[row, column], matrix[column, row] = each["value"], 1 / each["value"]
    missing = [(one, other) for one, other in combinations(range(len(names)), 2) if not matrix[one, other]]
    if missing:
        pair = f"{names[missing[0][0]]} and {names[missing[0][1]]}"
        raise InvalidInput.of("ahp.comparisons", f"The comparison of {pair} is missing.")
    return matrix


def _worst(names: list[str], matrix: Any, weights: Any) -> dict[str, Any]:
    """The pair whose comparison is farthest from what the weights say."""
    pairs = combinations(range(len(names)), 2)
    one, other = max(pairs, key=lambda pair: abs(np.log(matrix[pair] * weights[pair[1]] / weights[pair[0]])))
    fitting = float(weights[one] / weights[other])
    return {"one": names[one], "other": names[other], "given": float(matrix[one, other]), "fitting": round(fitting, 2)}
