"""A run's curves as charts: points in the chart's own units, with what stands at its edges."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 720, 200
MARGIN = 6.0


@dataclass(frozen=True)
class Curve:
    """One metric's line."""

    name: str
    points: str
    last: float
    last_x: float
    last_y: float
    lowest: float
    highest: float
    first_step: int
    last_step: int
    count: int


def curve(name: str, points: Sequence[tuple[int, float]]) -> Curve:
    """The line through these points; a single one stands at the left."""
    first, last = points[0][0], points[-1][0]
    lowest, highest = min(value for _, value in points), max(value for _, value in points)
    places = [
        (
            round((step - first) / ((last - first) or 1) * WIDTH, 1),
            round(HEIGHT - MARGIN - (value - lowest) / ((highest - lowest) or 1) * (HEIGHT - 2 * MARGIN), 1),
        )
        for step, value in points
    ]
    return Curve(
        name=name,
        points=" ".join(f"{x},{y}" for x, y in places),
        last=points[-1][1],
        last_x=places[-1][0],
        last_y=places[-1][1],
        lowest=lowest,
        highest=highest,
        first_step=first,
        last_step=last,
        count=len(points),
    )
