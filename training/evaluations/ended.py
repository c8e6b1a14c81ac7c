"""Who is told that an evaluation has its figures; whoever waits for one registers here."""

from collections.abc import Callable
from datetime import datetime

from training.evaluations.models import Evaluation

Listener = Callable[[Evaluation, datetime], None]
_listeners: list[Listener] = []


def when_evaluated(listener: Listener) -> None:
    """Call this in the transaction in which an evaluation gets its figures."""
    if listener not in _listeners:
        _listeners.append(listener)


def evaluation_ended(evaluation: Evaluation, *, at: datetime) -> None:
    """Tell everybody."""
    for listener in _listeners:
        listener(evaluation, at)
