"""What the tests of evaluations share: a target that answers by a table, with the real queue and the real database."""

import json
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from pytest_django.fixtures import Settings

from accounts.models import User
from jobs.worker.drain import run_waiting
from project.lib.errors import InvalidInput
from project.lib.ids import uuid7
from training.datasets.services.add_version import upload_version
from training.datasets.services.make_dataset import make_dataset
from training.evaluations import targets as registry
from training.evaluations.models import Suite
from training.evaluations.rules.questions import Question
from training.evaluations.services.make_suite import make_suite
from training.evaluations.targets import Choice, Described, Prepared, Spent, TargetKind, register_target
from training.providers.errors import ProviderUnreachable
from training.providers.protocol import ChatRequest, Finished, Passage, StreamEvent, TextDelta, ToolCall

Suites = Callable[..., Suite]
ROWS = [("What is the capital of France?", "Paris"), ("And of Norway?", "Oslo"), ("And of Peru?", "Lima")]


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.DATASETS_DIR = tmp_path / "datasets"
    settings.MODELS_DIR = tmp_path / "models"


class Table:
    """Answers by question, as text, a tool call, or an error; counts who was asked what."""

    def __init__(self) -> None:
        self.answers: dict[str, Any] = {}
        self.passages: tuple[Passage, ...] | None = None
        self.asked: list[tuple[str, str]] = []
        self.settled = 0
        self.given_back = 0
        self.refuses_from: int | None = None

    def choices(self, user: User) -> list[Choice]:
        """None to choose by hand."""
        return []

    def describe(self, user: User, chosen: UUID, options: Mapping[str, Any]) -> Described:
        """Named by what the test calls it."""
        return Described(f"Table {chosen.int}", {"id": str(chosen)}, "table", "Tables")

    def prepare(self, user: User, config: Mapping[str, Any], question: Question, at: datetime) -> Prepared:
        """Asked in this process."""
        if self.refuses_from is not None and len(self.asked) >= self.refuses_from:
            raise InvalidInput.of("targets", "It is gone.")
        self.asked.append((config["id"], question.text))
        said = self.answers.get((config["id"], question.text), self.answers.get(question.text, ""))
        request = ChatRequest(model="table", messages=question.turns)
        return Prepared(_Says(said), request, _Counts(self), self.passages)  # type: ignore[arg-type]


class _Counts:
    def __init__(self, table: Table) -> None:
        self.table = table

    def saw(self, event: StreamEvent) -> None:
        """Nothing costs anything."""

    def give_back(self) -> None:
        """Counted."""
        self.table.given_back += 1

    def settle(self, *, latency_ms: int, error_code: str, at: datetime) -> Spent:
        """Ten tokens and a point each."""
        self.table.settled += 1
        return Spent(7, 3, 1)


class _Says:
    def __init__(self, said: Any) -> None:
        self.said = said

    async def chat_stream(self, request: ChatRequest) -> AsyncGenerator[StreamEvent, None]:
        """The answer in one piece."""
        if self.said is Exception:
            raise ProviderUnreachable
        if isinstance(self.said, ToolCall):
            yield self.said
        elif self.said:
            yield TextDelta(self.said)
        yield Finished("stop")


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Iterator[Table]:
    """The kind of target ``table``, for this test alone."""
    monkeypatch.setattr(registry, "_kinds", dict(registry._kinds))
    made = Table()
    register_target(TargetKind("table", "Table", made.choices, made.describe, made.prepare))
    return made


def one(name: int = 1) -> dict[str, Any]:
    """A target of that kind, as it is chosen."""
    return {"kind": "table", "id": str(UUID(int=name))}


def key(name: int) -> str:
    """What the table calls it."""
    return str(UUID(int=name))


@pytest.fixture
def suite_of(alice: User) -> Suites:
    """A suite of alice's from these rows."""

    def make(rows: list[tuple[str, str]] | list[dict[str, Any]] = ROWS, **options: Any) -> Suite:
        lines = [each if isinstance(each, dict) else {"question": each[0], "answer": each[1]} for each in rows]
        raw = "".join(json.dumps(each) + "\n" for each in lines).encode()
        dataset = make_dataset(user=alice, name=f"Set {uuid7()}")
        version = upload_version(dataset=dataset, name="rows.jsonl", chunks=[raw])
        run_waiting(lanes=("bulk",))
        version.refresh_from_db()
        return make_suite(user=alice, name=f"Suite {uuid7()}", version=version, **options)

    return make
