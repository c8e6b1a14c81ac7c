"""Samples curves and draws them."""

import math
from typing import Any

import mpmath
import sympy

from project.lib.errors import InvalidInput
from spirits.tools.data.charts_work import SCHEMA, pictures
from spirits.tools.data.mathematics.symbols_work import Reader

HIGHEST = 1e12


def plot(wanted: dict[str, Any]) -> dict[str, Any]:
    """The picture, and what was drawn of each curve."""
    for low, high in (("x_from", "x_to"), ("t_from", "t_to")):
        if not wanted[low] < wanted[high]:
            raise InvalidInput.of(high, f"Must be more than {low}.")
    values: list[dict[str, Any]] = []
    curves = []
    for place, curve in enumerate(wanted["curves"]):
        label = curve.get("label") or curve.get("y") or f"points {place + 1}"
        points = _points(curve, wanted, f"curves.{place}")
        known = [y for _, y in points if y is not None]
        if not known:
            raise InvalidInput.of(f"curves.{place}", "The curve has no real value in this range.")
        curves.append(
            {
                "label": label,
                "drawn": len(known),
                "least": min(known),
                "most": max(known),
                "first": points[0],
                "last": points[-1],
            }
        )
        values += [{"x": x, "y": y, "curve": label, "order": order} for order, (x, y) in enumerate(points)]
    return {**pictures(_spec(wanted, values)), "curves": curves}


def _points(curve: dict[str, Any], wanted: dict[str, Any], field: str) -> list[tuple[float, float | None]]:
    if "points" in curve:
        if "x" in curve or "y" in curve:
            raise InvalidInput.of(field, "Give points or expressions, not both.")
        return [(each["x"], each["y"]) for each in curve["points"]]
    if "y" not in curve:
        raise InvalidInput.of(f"{field}.y", "Required.")
    variable, low, high = (
        ("t", wanted["t_from"], wanted["t_to"]) if "x" in curve else ("x", wanted["x_from"], wanted["x_to"])
    )
    step = (high - low) / (wanted["samples"] - 1)
    places = [low + index * step for index in range(wanted["samples"])]
    ups = _sampled(curve["y"], variable, places, f"{field}.y")
    across = _sampled(curve["x"], variable, places, f"{field}.x") if "x" in curve else places
    return [(x, y) for x, y in zip(across, ups, strict=True) if x is not None]


def _sampled(text: str, variable: str, places: list[float], field: str) -> list[float | None]:
    """The expression's real values; None where it has none."""
    reader = Reader(field)
    expression = reader.read(text)
    others = set(reader.symbols) - {variable}
    if others:
        raise InvalidInput.of(field, f"Only {variable} may occur here, not {', '.join(sorted(others))}.")
    function = sympy.lambdify(reader.symbol(variable), expression, modules="mpmath")
    return [_real(function, place) for place in places]


def _real(function: Any, place: float) -> float | None:
    try:
        value = mpmath.mpmathify(function(mpmath.mpf(place)))
        found = float(value.real) if isinstance(value, mpmath.mpc) and abs(value.imag) < 1e-12 else float(value)
    except (TypeError, ValueError, ZeroDivisionError, OverflowError, ArithmeticError):
        return None
    return found if math.isfinite(found) and abs(found) < HIGHEST else None


def _spec(wanted: dict[str, Any], values: list[dict[str, Any]]) -> dict[str, Any]:
    has_points = any("points" in each for each in wanted["curves"])
    return {
        "$schema": SCHEMA,
        "title": wanted["title"],
        "width": wanted["width"],
        "height": wanted["height"],
        "background": "white",
        "data": {"values": values},
        "mark": {"type": "line", "point": has_points, "invalid": "break-paths-show-path-domains"},
        "encoding": {
            "x": {"field": "x", "type": "quantitative", "title": wanted["x_label"]},
            "y": {"field": "y", "type": "quantitative", "title": wanted["y_label"]},
            "order": {"field": "order", "type": "quantitative"},
            "color": {"field": "curve", "type": "nominal", "title": None, "sort": None},
        },
    }
