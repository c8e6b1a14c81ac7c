"""What every executor offers, and which there are."""

from collections.abc import Mapping
from typing import Any, Protocol

from accounts.models import User
from jobs.models import Job
from project.lib.errors import InvalidInput
from training.datasets.models import DatasetVersion
from training.runs.models import TrainingRun
from training.runs.rules.settings import Setting
from training.runs.work import Made, Work


class Executor(Protocol):
    """A way to make something of a dataset.

    ``settings`` are what its config takes, ``choices`` what a person may choose from in some of them. ``checked`` says what is wrong with a config, or what is missing here, and returns it complete. ``work`` may be called
    again after a kill and goes on where it was; it changes nothing outside the run's folder but through ``work``.
    """

    name: str
    title: str
    needs_minion: bool
    settings: tuple[Setting, ...]

    def choices(self, user: User) -> Mapping[str, list[tuple[str, str]]]:
        """Of settings whose choices depend on the person or the installation: values with their labels."""
        ...

    def checked(self, user: User, version: DatasetVersion, config: Mapping[str, Any]) -> dict[str, Any]:
        """The config with every default written out."""
        ...

    def before(self, run: TrainingRun) -> Job | None:
        """A job that must end first, asked for in the caller's transaction; None where there is none."""
        ...

    def work(self, work: Work) -> Made:
        """Make it."""
        ...


_executors: dict[str, Executor] = {}


def register_executor(executor: Executor) -> None:
    """Offer an executor; a second one of the same name takes its place."""
    _executors[executor.name] = executor


def executors() -> list[Executor]:
    """Every executor."""
    return list(_executors.values())


def executor_of(name: str) -> Executor:
    """The executor of that name, or InvalidInput."""
    found = _executors.get(name)
    if found is None:
        raise InvalidInput.of("executor", f"Expected one of {', '.join(sorted(_executors))}.")
    return found
