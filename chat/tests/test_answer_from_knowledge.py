"""A minion answers from its knowledge bases: passages in the turn, citations that resolve, nothing where it is not in there."""

from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from pytest_django.fixtures import Settings

from accounts.models import User
from accounts.services.shares import share, unshare
from accounts.testing import client_of, make_user
from chat.context.sources import Asking, passages_for
from chat.engine.engine import Engine
from chat.models import Message, Run
from chat.services.conversations import start_conversation
from chat.services.turns import send_message
from jobs.worker.drain import run_waiting
from project.lib.clock import now
from project.lib.errors import InvalidInput
from spirits.models import Minion
from spirits.services.create_minion import clone_minion, create_minion
from spirits.services.exchange_minion import export_minion
from spirits.services.load_catalogue import load_catalogue
from spirits.services.save_minion import restore_version, save_minion
from training.knowledge.services.add_document import upload_document
from training.knowledge.services.make_base import make_base, remove_base
from training.knowledge.tests.documents import pdf
from training.models import KnowledgeBase, LanguageModel, Provider
from training.providers.builtin.provider import MODEL

PAGES = [["High water is at noon on Mondays."], ["The lock of the harbour opens at six in the morning."]]


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.KNOWLEDGE_DIR = tmp_path / "knowledge"
    settings.MODELS_DIR = tmp_path / "models"


def made(owner: User) -> tuple[KnowledgeBase, Minion]:
    """A knowledge base with a document of two pages, and the minion it is attached to."""
    load_catalogue()
    base = make_base(user=owner, name="Harbour")
    upload_document(base=base, name="harbour.pdf", chunks=[pdf(PAGES)])
    run_waiting(lanes=("bulk",))
    return base, create_minion(user=owner, name="Mia", knowledge_bases=[base.pk]).minion


def given(owner: User, minion: Minion | None, question: str) -> list[Any]:
    asking = Asking(owner.pk, None, minion.pk if minion else None, question, now())
    return [each for each in passages_for(asking) if each.kind == "knowledge"]


@sync_to_async
def asked(question: str) -> tuple[User, Run]:
    owner = make_user()
    _, minion = made(owner)
    provider = Provider.objects.create(kind=Provider.Kind.BUILTIN, name="Built in")
    model = LanguageModel.objects.create(provider=provider, name=MODEL, is_default=True)
    conversation = start_conversation(user=owner, minion_id=minion.pk, language_model_id=model.pk)
    return owner, send_message(user=owner, conversation_id=conversation.pk, content=question, now=now())


async def test_an_answer_cites_page_and_passage_and_the_citation_resolves(engine: Engine) -> None:
    owner, run = await asked("When does the lock of the harbour open?")
    await engine.answer_waiting()
    answer = await Message.objects.aget(pk=run.answer_id)
    assert "The lock of the harbour opens at six in the morning." in answer.content
    assert "[1]" in answer.content
    [citation] = answer.citations
    assert (citation["kind"], citation["source"]) == ("knowledge", "harbour.pdf, page 2")
    document, offsets = citation["reference"].split("/")
    start, end = offsets.split("-")
    desk = await sync_to_async(client_of)(owner)
    found = await sync_to_async(desk.get)(f"/api/v1/knowledge-documents/{document}/cited/?start={start}&end={end}")
    assert (found.json()["text"], found.json()["page"]) == (citation["text"], 2)
    page = await sync_to_async(desk.get)(f"/chat/{run.conversation_id}/")
    link = f"/knowledge/cited/{citation['reference']}/"
    assert link in page.content.decode()
    shown = await sync_to_async(desk.get)(link)
    assert "harbour.pdf, page 2" in shown.content.decode()


@pytest.mark.django_db
def test_only_what_answers_is_given_and_only_to_that_minion(alice: User) -> None:
    _, minion = made(alice)
    [passage] = given(alice, minion, "When does the lock open?")
    assert (passage.text, passage.source) == (PAGES[1][0], "harbour.pdf, page 2")
    assert (passage.why["engine"], passage.why["matched"]) == ("keywords", ["lock", "open"])
    assert given(alice, minion, "Who painted the Mona Lisa?") == []
    assert given(alice, None, "When does the lock open?") == []
    other = create_minion(user=alice, name="Other").minion
    assert given(alice, other, "When does the lock open?") == []


@pytest.mark.django_db
def test_knowledge_is_part_of_a_minions_versions(alice: User) -> None:
    base, minion = made(alice)
    assert [each.pk for each in minion.knowledge_bases.all()] == [base.pk]
    save_minion(user=alice, minion_id=minion.pk, knowledge_bases=[])
    assert given(alice, minion, "When does the lock open?") == []
    restore_version(user=alice, minion_id=minion.pk, number=1)
    assert len(given(alice, minion, "When does the lock open?")) == 1
    assert "knowledge_bases" not in export_minion(user=alice, minion_id=minion.pk)["minion"]
    remove_base(base=base)
    assert given(alice, minion, "When does the lock open?") == []
    restore_version(user=alice, minion_id=minion.pk, number=1)
    assert not Minion.objects.get(pk=minion.pk).knowledge_bases.exists()


@pytest.mark.django_db
def test_what_is_no_longer_shared_is_no_longer_used(alice: User, bob: User) -> None:
    base, minion = made(alice)
    with pytest.raises(InvalidInput, match="There is no such knowledge base"):
        create_minion(user=bob, name="Mine", knowledge_bases=[base.pk])
    share(user=alice, kind="minion", object_id=minion.pk, email=bob.email)
    clone = clone_minion(user=bob, minion_id=minion.pk)
    assert [each.part for each in clone.left_out] == ["knowledge_base"]
    given_right = share(user=alice, kind="knowledge", object_id=base.pk, email=bob.email)
    mine = create_minion(user=bob, name="Mine", knowledge_bases=[base.pk]).minion
    assert len(given(bob, mine, "When does the lock open?")) == 1
    unshare(user=alice, share_id=given_right.pk)
    assert given(bob, mine, "When does the lock open?") == []
    save_minion(user=bob, minion_id=mine.pk, name="Renamed")  # what it has already may stay
