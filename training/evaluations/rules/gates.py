"""Gates: what must hold before something is promoted."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

from project.lib.errors import InvalidInput
from training.evaluations.rules.metrics import LOWER_IS_BETTER, Metric

MOST_GATES = 20


class GateRule(models.TextChoices):
    """How a gate judges."""

    AT_LEAST = "at_least", "is at least"
    AT_MOST = "at_most", "is at most"
    NOT_WORSE = "not_worse", "is not worse than the first by more than"
    BETTER = "better", "is better than the first, beyond chance"


@dataclass(frozen=True)
class Gate:
    """One condition on one metric; ``value`` is the bound or the margin."""

    metric: str
    rule: str
    value: float = 0.0

    def told(self) -> dict[str, Any]:
        """As JSON."""
        return {"metric": self.metric, "rule": self.rule, "value": self.value}


@dataclass(frozen=True)
class Outcome:
    """A gate, what was seen, and whether it is passed. What was not measured does not pass."""

    gate: Gate
    seen: float | None
    is_passed: bool

    def told(self) -> dict[str, Any]:
        """As JSON."""
        return {**self.gate.told(), "seen": self.seen, "is_passed": self.is_passed}


def checked_gates(given: Sequence[Mapping[str, Any]], *, metrics: Sequence[str]) -> list[dict[str, Any]]:
    """The gates as they are kept, or InvalidInput that says which is wrong."""
    if len(given) > MOST_GATES:
        raise InvalidInput.of("gates", f"At most {MOST_GATES} gates.")
    found = []
    for number, each in enumerate(given, 1):
        metric, rule, value = each.get("metric"), each.get("rule"), each.get("value", 0)
        if metric not in metrics:
            raise InvalidInput.of("gates", f"Gate {number}: the suite does not measure {str(metric)[:40]!r}.")
        if rule not in GateRule.values:
            raise InvalidInput.of("gates", f"Gate {number}: expected one of the rules {', '.join(GateRule.values)}.")
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise InvalidInput.of("gates", f"Gate {number}: the value must be a number.")
        if rule in (GateRule.NOT_WORSE, GateRule.BETTER) and value < 0:
            raise InvalidInput.of("gates", f"Gate {number}: the value must not be negative.")
        found.append(Gate(str(metric), str(rule), float(value)).told())
    return found


def absolute(gates: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Those that compare with nobody: the first target is judged by these alone."""
    return [each for each in gates if each["rule"] in (GateRule.AT_LEAST, GateRule.AT_MOST)]


def judged(
    gates: Sequence[Mapping[str, Any]], means: Mapping[str, Mapping[str, Any]], against: Mapping[str, Mapping[str, Any]]
) -> list[Outcome]:
    """Each gate's outcome. ``means`` are the candidate's, ``against`` its differences to the first by metric."""
    return [_judged(Gate(each["metric"], each["rule"], each["value"]), means, against) for each in gates]


def _judged(gate: Gate, means: Mapping[str, Mapping[str, Any]], against: Mapping[str, Mapping[str, Any]]) -> Outcome:
    if gate.rule in (GateRule.AT_LEAST, GateRule.AT_MOST):
        mean = means.get(gate.metric)
        if mean is None:
            return Outcome(gate, None, is_passed=False)
        seen = float(mean["mean"])
        return Outcome(gate, seen, seen >= gate.value if gate.rule == GateRule.AT_LEAST else seen <= gate.value)
    difference = against.get(gate.metric)
    if difference is None:
        return Outcome(gate, None, is_passed=False)
    seen = float(difference["mean"])
    gain = -seen if Metric(gate.metric) in LOWER_IS_BETTER else seen
    if gate.rule == GateRule.NOT_WORSE:
        return Outcome(gate, seen, gain >= -gate.value - 1e-9)
    return Outcome(gate, seen, bool(difference["is_significant"]) and gain > gate.value)
