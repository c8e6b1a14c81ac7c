"""Promote only if: what an evaluation's gates say about one of its targets."""

from training.evaluations.errors import GateNotPassed
from training.evaluations.models import Evaluation, EvaluationTarget
from training.evaluations.rules.gates import GateRule
from training.evaluations.rules.metrics import Metric


def require_gates(target: EvaluationTarget) -> None:
    """Nothing when the evaluation has ended and every gate is passed; GateNotPassed says by which it fails otherwise."""
    if target.evaluation.state != Evaluation.State.READY:
        raise GateNotPassed("The evaluation has not ended yet.")
    if not target.gates:
        raise GateNotPassed("The suite has no gates, so nothing says that this is good enough.")
    failed = [each for each in target.gates if not each["is_passed"]]
    if failed:
        raise GateNotPassed(f"{target.title}: {'; '.join(map(_told, failed))}.")


def _told(gate: dict[str, object]) -> str:
    seen = "was not measured" if gate["seen"] is None else f"is {_number(gate['seen'])}"
    name, rule = Metric(str(gate["metric"])).label, gate["rule"]
    bound = _number(gate["value"])
    match rule:
        case GateRule.AT_LEAST:
            return f"{name} {seen}, must be at least {bound}"
        case GateRule.AT_MOST:
            return f"{name} {seen}, must be at most {bound}"
        case GateRule.NOT_WORSE:
            return f"{name} against the first {seen}, may be worse by at most {bound}"
    return f"{name} against the first {seen}, must be better by more than {bound} and beyond chance"


def _number(value: object) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".") if isinstance(value, int | float) else str(value)
