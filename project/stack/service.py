"""What the supervisor needs to know about one process."""

import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field


def _nothing() -> None:
    """No preparation is needed."""


@dataclass
class Service:
    """A process to keep running, or a task to run once.

    ``start`` gets the descriptor for its output. A task is ready when it ended well; another service when ``is_ready``.
    ``prepare`` runs before each start, ``when_ready`` once the process answers.
    """

    name: str
    start: Callable[[int], "subprocess.Popen[bytes]"]
    stop_signal: int
    is_ready: Callable[[], bool] = field(default=lambda: True)
    needs: tuple[str, ...] = ()
    is_task: bool = False
    prepare: Callable[[], None] = _nothing
    when_ready: Callable[[], None] = _nothing
    patience: float = 10
    # Servers of data stop last, when nobody uses them any more.
    stops_last: bool = False
