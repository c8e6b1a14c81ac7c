"""Heavy computation and the reading of hostile files, in processes that are killed at their limits."""

from spirits.tools.worker.calls import run_in_worker

__all__ = ["run_in_worker"]
