"""The ways to make something of a dataset, by one protocol."""

from training.runs.executors.protocol import Executor, executor_of, executors

__all__ = ["Executor", "executor_of", "executors"]
