"""Heavy computation and the reading of hostile files, in processes that are killed at their limits."""

from project.lib.worker.calls import run_in_worker
from project.lib.worker.errors import Crashed, OutOfMemory, OutOfTime, Stopped, WorkEnded

__all__ = ["Crashed", "OutOfMemory", "OutOfTime", "Stopped", "WorkEnded", "run_in_worker"]
