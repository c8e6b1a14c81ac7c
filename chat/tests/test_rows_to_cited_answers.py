"""The whole way: 200 rows of a public-domain table become a dataset, a knowledge base, answers with citations that resolve, and an
evaluation with and without the base.

The table is the list of country codes of the time zone database, which is in the public domain.
"""

import json
from importlib.resources import files
from pathlib import Path
from unittest.mock import ANY

import pytest
from asgiref.sync import sync_to_async
from pytest_django.fixtures import Settings

from accounts.models import User
from accounts.testing import make_user
from chat.engine.engine import Engine
from chat.models import Message, Run, UsageRecord
from chat.services.conversations import start_conversation
from chat.services.turns import send_message
from jobs.worker.drain import run_waiting
from project.lib.clock import now
from spirits.models import Minion
from spirits.services.create_minion import create_minion
from spirits.services.load_catalogue import load_catalogue
from training.datasets.models import DatasetVersion
from training.datasets.services.add_version import upload_version
from training.datasets.services.make_dataset import make_dataset
from training.evaluations.models import EvaluationResult
from training.evaluations.services.make_suite import make_suite
from training.evaluations.services.start_evaluation import start_evaluation
from training.knowledge.queries.bases import get_readable_document
from training.knowledge.queries.citations import cited, offsets_of
from training.knowledge.services.add_document import add_dataset
from training.knowledge.services.make_base import make_base
from training.models import LanguageModel, Provider
from training.providers.builtin.provider import MODEL

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _own_folders(settings: Settings, tmp_path: Path) -> None:
    settings.KNOWLEDGE_DIR = tmp_path / "knowledge"
    settings.DATASETS_DIR = tmp_path / "datasets"
    settings.MODELS_DIR = tmp_path / "models"


def table() -> list[tuple[str, str]]:
    """Two hundred questions with their answers."""
    raw = files("tzdata").joinpath("zoneinfo/iso3166.tab").read_text("utf-8")
    rows = [line.split("\t") for line in raw.splitlines() if line and not line.startswith("#")][:200]
    return [(f"What is the country code of {name}?", f"The country code of {name} is {code}.") for code, name in rows]


def minion_of(owner: User) -> Minion:
    """A minion that answers from the table: its dataset, the knowledge base made of it, and the job of each."""
    load_catalogue()
    lines = [json.dumps({"question": question, "answer": answer}) + "\n" for question, answer in table()]
    version = upload_version(
        dataset=make_dataset(user=owner, name="Codes", licence="Public domain"),
        name="codes.jsonl",
        chunks=["".join(lines).encode()],
    )
    run_waiting(lanes=("bulk",))
    version.refresh_from_db()
    base = make_base(user=owner, name="Codes")
    document = add_dataset(base=base, version=version)
    run_waiting(lanes=("bulk",))
    document.refresh_from_db()
    assert (version.row_count, document.state, document.passage_count) == (200, "ready", 200)
    return create_minion(user=owner, name="Clerk", knowledge_bases=[base.pk]).minion


def builtin() -> LanguageModel:
    """The built-in assistant, as the default model."""
    provider = Provider.objects.create(kind=Provider.Kind.BUILTIN, name="Built in")
    return LanguageModel.objects.create(provider=provider, name=MODEL, is_default=True)


@pytest.mark.django_db
def test_an_evaluation_shows_what_the_knowledge_base_is_worth(alice: User) -> None:
    minion = minion_of(alice)
    builtin()
    suite = make_suite(
        user=alice,
        name="Codes",
        version=DatasetVersion.objects.get(),
        answer_part="first_cited",
        metrics=["exact", "contains", "recall", "citation"],
        gates=[{"metric": "exact", "rule": "better", "value": 0.5}],
    )
    chosen = {"kind": "minion", "id": str(minion.pk)}
    evaluation = start_evaluation(user=alice, suite=suite, targets=[{**chosen, "knowledge": False}, chosen])
    run_waiting(lanes=("bulk",))
    without, with_it = evaluation.targets.all()
    shown = {
        target.title: {name: mean["mean"] for name, mean in target.summary.items()} for target in (without, with_it)
    }
    assert shown["Clerk without knowledge"] == {
        "exact": 0.0, "contains": 0.0, "refusal": 1.0, "latency_ms": ANY, "tokens": 0.0, "points": 0.0,
    }  # fmt: skip
    assert shown["Clerk"] == {
        "exact": 0.99, "contains": 0.99, "recall": 1.0, "citation": 1.0, "refusal": 0.0, "latency_ms": ANY, "tokens": 0.0,
        "points": 0.0,
    }  # fmt: skip
    assert with_it.against_first["exact"]["better"] == 198
    assert (with_it.passes, without.passes) == (True, False)
    assert UsageRecord.objects.filter(owner=alice, minion=minion, state="completed").count() == 400
    result = EvaluationResult.objects.get(target=with_it, number=150)
    passage = result.passages[0]
    document_id, offsets = passage["reference"].split("/")
    found = cited(get_readable_document(alice, document_id), *offsets_of(offsets))
    assert (found.text, found.page) == (passage["text"], 150)


@sync_to_async
def asked(question: str) -> tuple[User, Run]:
    owner = make_user()
    minion = minion_of(owner)
    model = builtin()
    conversation = start_conversation(user=owner, minion_id=minion.pk, language_model_id=model.pk)
    return owner, send_message(user=owner, conversation_id=conversation.pk, content=question, now=now())


async def test_an_answer_cites_the_row_it_comes_from(engine: Engine) -> None:
    owner, run = await asked("What is the country code of Norway?")
    await engine.answer_waiting()
    message = await Message.objects.aget(pk=run.answer_id)
    assert "The country code of Norway is NO." in message.content
    assert "[1]" in message.content
    first = message.citations[0]
    number = [question for question, _ in table()].index("What is the country code of Norway?") + 1
    assert first["source"] == f"Codes v1, row {number}"
    document_id, offsets = first["reference"].split("/")

    @sync_to_async
    def resolved() -> tuple[str, int | None]:
        passage = cited(get_readable_document(owner, document_id), *offsets_of(offsets))
        return passage.text, passage.page

    assert await resolved() == (first["text"], number)
