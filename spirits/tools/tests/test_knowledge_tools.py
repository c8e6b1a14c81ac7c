"""chroma_search and health_educator over real knowledge bases: found, cited, refused, and nobody else's."""

from pathlib import Path

import pytest

from accounts.services.shares import share
from jobs.worker.drain import run_waiting
from spirits.tools import all_tools
from training.knowledge.models import KnowledgeBase
from training.knowledge.queries.bases import get_readable_document
from training.knowledge.queries.citations import cited, offsets_of
from training.knowledge.services.add_document import add_text, upload_document
from training.knowledge.services.make_base import make_base
from training.knowledge.tests.documents import pdf

WATER = """# Drinking

An adult should drink about 1.5 litres of water a day. In hot weather an adult should drink at least 2.5 litres, spread over the
day. Thirst comes late in old age, so a fixed plan of drinking helps.

# Sleep

Most adults sleep between seven and nine hours. Screens late in the evening make falling asleep harder.
"""


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path: Path) -> None:
    settings.KNOWLEDGE_DIR = tmp_path / "knowledge"
    settings.MODELS_DIR = tmp_path / "models"


@pytest.fixture
def harbour(alice):
    base = make_base(user=alice, name="Harbour")
    pages = [["High water is at noon on Mondays."], ["The lock of the harbour opens at six."]]
    upload_document(base=base, name="harbour.pdf", chunks=[pdf(pages)], tags=["marina"])
    run_waiting()
    return base


def health(owner) -> KnowledgeBase:
    base = make_base(user=owner, name="Guides", tags=["Health"])
    add_text(base=base, title="Water and sleep", text=WATER)
    run_waiting()
    return base


def test_every_tool_of_the_catalogue_is_real():
    assert len(all_tools()) == 71


def test_passages_come_with_page_and_offsets(use, alice, harbour):
    found = use("chroma_search", query="When does the lock open?")
    best = found.data["passages"][0]
    assert (found.data["is_answered"], found.data["engine"]) == (True, "keywords")
    assert (best["knowledge_base"], best["document"], best["page"]) == ("Harbour", "harbour.pdf", 2)
    assert best["quote"] == "The lock of the harbour opens at six."
    document_id, offsets = best["reference"].split("/")
    passage = cited(get_readable_document(alice, document_id), *offsets_of(offsets))
    assert (passage.text, passage.page) == (best["quote"], 2)
    assert found.text.startswith("Cite by the numbers in brackets.\n[1] (harbour.pdf, page 2) The lock")


def test_what_is_not_there_is_said(use, harbour):
    found = use("chroma_search", query="Who painted the Mona Lisa?")
    assert found.data["is_answered"] is False
    assert found.text.startswith("Not in the documents.")


def test_bases_and_tags_narrow(use, alice, harbour):
    health(alice)
    assert (
        use("chroma_search", query="water", knowledge_bases=["Guides"]).data["passages"][0]["document"]
        == "Water and sleep"
    )
    assert {each["knowledge_base"] for each in use("chroma_search", query="water").data["passages"]} == {
        "Harbour",
        "Guides",
    }
    assert [each["document"] for each in use("chroma_search", query="water", tags=["Marina"]).data["passages"]] == [
        "harbour.pdf"
    ]
    assert list(use.refused("chroma_search", query="water", knowledge_bases=["Other"])) == ["knowledge_bases"]
    assert list(use.refused("chroma_search", query="  ")) == ["query"]


def test_other_peoples_documents_are_not_found(use, alice, bob):
    base = health(bob)
    assert use.refused("chroma_search", query="water") == "tool_unavailable"
    assert use.refused("health_educator", question="How much water?") == "tool_unavailable"
    share(user=bob, kind="knowledge", object_id=base.pk, email=alice.email)
    assert use("chroma_search", query="water in hot weather").data["is_answered"]
    assert use("health_educator", question="How much water in hot weather?").data["is_answered"]


def test_health_is_quoted_word_for_word(use, alice, bob):
    base = health(bob)
    KnowledgeBase.objects.filter(pk=base.pk).update(is_for_everyone=True)
    found = use("health_educator", question="How much should an adult drink in hot weather?", sentences=1)
    [quote] = found.data["quotes"]
    assert quote["quote"] == "In hot weather an adult should drink at least 2.5 litres, spread over the day."
    assert found.data["sources"][quote["source"] - 1]["document"] == "Water and sleep"
    assert found.data["notice"].startswith("This quotes the sources named")
    assert "Quoted word for word" in found.text


def test_health_says_when_it_has_nothing_and_what_is_urgent(use, alice):
    health(alice)
    found = use("health_educator", question="What are the side effects of warfarin?")
    assert (found.data["is_answered"], found.data["quotes"]) == (False, [])
    urgent = use("health_educator", question="I have chest pain, should I drink water?")
    assert urgent.data["notice"].startswith("If this is happening now, call the emergency number first.")
    assert list(use.refused("health_educator", question=" ")) == ["question"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "question"),
        ({"question": "x" * 1_001}, "question"),
        ({"question": "How much water?", "sentences": 0}, "sentences"),
        ({"question": "How much water?", "sentences": 13}, "sentences"),
    ],
)
def test_bad_questions_of_health_name_their_argument(use, given, field):
    assert list(use.refused("health_educator", **given)) == [field]
