"""What can answer the questions of an evaluation; upper apps register what they have."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from accounts.models import User
from project.lib.errors import InvalidInput
from training.evaluations.rules.questions import Question
from training.providers.protocol import ChatRequest, Passage, Provider, StreamEvent


@dataclass(frozen=True)
class Described:
    """A target as it stands at this moment: what is kept with the evaluation."""

    title: str
    config: dict[str, Any]
    model_name: str = ""
    provider_name: str = ""


@dataclass(frozen=True)
class Choice:
    """One that a person may choose."""

    kind: str
    id: str
    title: str
    has_knowledge: bool = False


class Counted(Protocol):
    """Counts a call's events; what it cost is settled once."""

    def saw(self, event: StreamEvent) -> None:
        """One event of the provider."""

    def give_back(self) -> None:
        """Nothing was asked: what was set aside is free again."""

    def settle(self, *, latency_ms: int, error_code: str, at: datetime) -> "Spent":
        """Pay for the call, however it ended; with a database."""


@dataclass(frozen=True)
class Spent:
    """What a call took."""

    input_tokens: int = 0
    output_tokens: int = 0
    points: int = 0


@dataclass(frozen=True)
class Prepared:
    """One question, ready to be sent. ``passages`` is None where the target looks for none."""

    provider: Provider
    request: ChatRequest
    counted: Counted
    passages: tuple[Passage, ...] | None = None


@dataclass(frozen=True)
class TargetKind:
    """A kind of target.

    ``describe`` checks what the person chose (an InvalidInput names the field ``targets``). ``prepare`` reads and sets
    aside what one call may cost; it raises a DaimonError when the target is gone or cannot be paid.
    """

    name: str
    title: str
    choices: Callable[[User], list[Choice]]
    describe: Callable[[User, UUID, Mapping[str, Any]], Described]
    prepare: Callable[[User, Mapping[str, Any], Question, datetime], Prepared]
    options: tuple[str, ...] = field(default=())


_kinds: dict[str, TargetKind] = {}


def register_target(kind: TargetKind) -> None:
    """Offer a kind; a second one of the same name takes its place."""
    _kinds[kind.name] = kind


def target_kind(name: str) -> TargetKind:
    """The kind of that name, or InvalidInput."""
    found = _kinds.get(name)
    if found is None:
        raise InvalidInput.of("targets", f"Expected one of the kinds {', '.join(sorted(_kinds))}.")
    return found


def choices_for(user: User) -> list[Choice]:
    """Everything this person can have evaluated."""
    return [choice for kind in _kinds.values() for choice in kind.choices(user)]
