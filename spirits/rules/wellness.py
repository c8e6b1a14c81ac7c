"""Measures of health: their units, the ranges that are usual for adults with their source, and trends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_noop as _

from project.lib.errors import InvalidInput


@dataclass(frozen=True)
class Kind:
    """One kind of measure: the unit it is kept in, what other units are worth, what is possible, and what is usual.

    ``usual`` is for adults who are not pregnant, and information, not a diagnosis; ``source`` says whose it is.
    """

    title: str
    unit: str
    units: dict[str, tuple[float, float]]  # unit -> (factor, offset): kept = given * factor + offset
    least: float
    most: float
    usual: tuple[float | None, float | None] = (None, None)
    source: str = ""


KINDS: dict[str, Kind] = {
    "weight": Kind(_("Weight"), "kg", {"kg": (1, 0), "lb": (0.45359237, 0), "st": (6.35029318, 0)}, 1, 500),
    "height": Kind(_("Height"), "cm", {"cm": (1, 0), "m": (100, 0), "in": (2.54, 0), "ft": (30.48, 0)}, 30, 260),
    "heart_rate": Kind(_("Resting heart rate"), "bpm", {"bpm": (1, 0)}, 20, 250, (60, 100), "American Heart Association: resting 60 to 100 beats a minute"),
    "blood_pressure": Kind(_("Blood pressure"), "mmHg", {"mmHg": (1, 0), "kPa": (7.50062, 0)}, 30, 300, (90, 120), "AHA/ACC guideline 2017: normal is below 120 over 80 mmHg"),
    "temperature": Kind(_("Temperature"), "°C", {"°C": (1, 0), "C": (1, 0), "°F": (5 / 9, -160 / 9), "F": (5 / 9, -160 / 9)}, 30, 45, (36.1, 37.2), "MedlinePlus: 36.1 to 37.2 °C"),
    "blood_glucose": Kind(_("Fasting blood glucose"), "mmol/L", {"mmol/L": (1, 0), "mg/dL": (1 / 18.0156, 0)}, 0.5, 60, (3.9, 5.5), "American Diabetes Association: fasting below 5.6 mmol/L (100 mg/dL)"),
    "oxygen_saturation": Kind(_("Oxygen saturation"), "%", {"%": (1, 0)}, 40, 100, (95, 100), "MedlinePlus: 95 to 100 %"),
    "sleep": Kind(_("Sleep"), "h", {"h": (1, 0), "min": (1 / 60, 0)}, 0, 24, (7, None), "AASM and SRS 2015: adults 7 hours or more"),
    "steps": Kind(_("Steps"), "steps", {"steps": (1, 0)}, 0, 200_000),
    "exercise": Kind(_("Exercise"), "min", {"min": (1, 0), "h": (60, 0)}, 0, 1_440),
    "water": Kind(_("Water"), "L", {"L": (1, 0), "ml": (0.001, 0), "fl oz": (0.0295735, 0), "cups": (0.2366, 0)}, 0, 20),
    "mood": Kind(_("Mood"), "of 10", {"of 10": (1, 0)}, 1, 10),
    "pain": Kind(_("Pain"), "of 10", {"of 10": (1, 0)}, 0, 10),
}  # fmt: skip
LOWER_USUAL = (60.0, 80.0)  # the second value of a blood pressure


def kept_value(kind: str, value: float, unit: str, *, field: str = "value") -> float:
    """The value in the unit its kind is kept in; InvalidInput for a unit it does not have or an impossible value."""
    known = KINDS[kind]
    if unit not in known.units:
        raise InvalidInput.of("unit", f"{known.title} is given in {', '.join(known.units)}.")
    factor, offset = known.units[unit]
    kept = round(value * factor + offset, 4)
    if not known.least <= kept <= known.most:
        raise InvalidInput.of(field, f"{known.title} lies between {known.least:g} and {known.most:g} {known.unit}.")
    return kept


def judged(kind: str, value: float, second: float | None = None) -> str:
    """``low``, ``usual``, ``high``, or "" where nothing is known to be usual."""
    least, most = KINDS[kind].usual
    if least is None and most is None:
        return ""
    if (most is not None and value > most) or (second is not None and second > LOWER_USUAL[1]):
        return _("high")
    if (least is not None and value < least) or (second is not None and second < LOWER_USUAL[0]):
        return _("low")
    return _("usual")


def slope_a_week(points: Sequence[tuple[datetime, float]]) -> float | None:
    """The change per week by least squares; None for fewer than three points or no time between them."""
    if len(points) < 3:
        return None
    first = points[0][0]
    days = [(at - first).total_seconds() / 86_400 for at, _ in points]
    middle, mean = sum(days) / len(days), sum(value for _, value in points) / len(points)
    spread = sum((day - middle) ** 2 for day in days)
    if spread == 0:
        return None
    return 7 * sum((day - middle) * (value - mean) for day, (_, value) in zip(days, points, strict=True)) / spread
