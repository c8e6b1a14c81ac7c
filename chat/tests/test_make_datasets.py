"""Datasets are made of a person's own conversations and of the answers they voted for."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from accounts.models import User
from chat.models import Comparison, Conversation, Message, Run
from chat.models.comparison import ComparisonAnswer
from chat.testing import say
from jobs.models import Job
from jobs.worker.drain import run_waiting
from project.lib.clock import now
from project.lib.errors import InvalidInput
from training.datasets.models import DatasetVersion
from training.datasets.services.add_version import source_version
from training.datasets.services.make_dataset import make_dataset


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.DATASETS_DIR = tmp_path


def made(user: User, source: str) -> DatasetVersion:
    version = source_version(dataset=make_dataset(user=user, name=source), name=source)
    Job.objects.exclude(kind="training.build_dataset_version").delete()
    run_waiting()
    version.refresh_from_db()
    return version


def answered(user: User, question: str, answer: str) -> Conversation:
    run = say(user, question)
    Message.objects.filter(pk=run.answer_id).update(content=answer)
    Run.objects.filter(pk=run.pk).update(state="completed", finished_at=now())
    return run.conversation


def test_conversations_become_chats(alice: User, bob: User) -> None:
    answered(alice, "Why is the sky blue?", "Light is scattered.")
    answered(alice, "Unanswered?", "")
    answered(bob, "A secret", "Of Bob.")
    version = made(alice, "conversations")
    assert (version.state, version.problem, version.shape, version.row_count) == ("ready", "", "chat", 1)
    assert version.samples.get().content == {
        "messages": [
            {"role": "user", "content": "Why is the sky blue?"},
            {"role": "assistant", "content": "Light is scattered."},
        ]
    }
    assert [each["reason"] for each in version.report["rows"]] == [
        "nobody answers in it: there is no message of an assistant"
    ]


def test_the_answers_a_person_voted_for(alice: User) -> None:
    comparison = Comparison.objects.create(owner=alice, prompt="Say hi", verdict="winner", winner=2, voted_at=now())
    for position in (1, 2):
        run = say(alice, "Say hi")
        Message.objects.filter(pk=run.answer_id).update(content=f"hi {position}")
        ComparisonAnswer.objects.create(
            comparison=comparison, position=position, model_name="m", provider_name="p", run=run
        )
    version = made(alice, "voted_answers")
    assert [each["content"] for each in version.samples.get().content["messages"]] == ["Say hi", "hi 2"]


def test_an_unknown_source_is_refused(alice: User) -> None:
    with pytest.raises(InvalidInput, match="Expected one of: conversations, voted_answers"):
        source_version(dataset=make_dataset(user=alice, name="x"), name="diary")
