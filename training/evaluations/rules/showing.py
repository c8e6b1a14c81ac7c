"""Scores as people read them: shares in per cent, times and counts in their unit."""

from training.evaluations.rules.metrics import MEASURED, Metric


def shown(metric: str, value: float) -> str:
    """The score."""
    return f"{value:,.0f}" if Metric(metric) in MEASURED else f"{value * 100:.1f} %"


def signed(metric: str, value: float) -> str:
    """A difference, with its sign; of shares in percentage points."""
    if Metric(metric) in MEASURED:
        return f"{value:+,.0f}"
    return f"{value * 100:+.1f}"
