"""The pages of knowledge bases: add, watch, try questions, correct, follow a citation; and nobody else's."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.services.shares import share
from accounts.testing import client_of
from jobs.worker.drain import run_waiting
from training.knowledge.models import Chunk, Document, KnowledgeBase
from training.knowledge.rules.places import in_readers_words
from training.knowledge.tests.conftest import Added
from training.knowledge.tests.documents import pdf, rows

PAGES = [["High water is at noon on Mondays."], ["The lock of the harbour opens at six."]]


@pytest.fixture
def desk(alice: User) -> Client:
    return client_of(alice)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_from_a_file_to_an_answer(desk: Client) -> None:
    assert "No knowledge yet" in text(desk.get("/knowledge/"))
    made = desk.post("/knowledge/make/", {"name": "Harbour", "tags": "sea"})
    base = KnowledgeBase.objects.get()
    here = f"/knowledge/{base.pk}/"
    assert (made.status_code, made["Location"]) == (302, here)
    assert "No documents yet" in text(desk.get(here))
    files = [SimpleUploadedFile("harbour.pdf", pdf(PAGES)), SimpleUploadedFile("broken.pdf", b"%PDF-1.7 cut")]
    assert desk.post(f"{here}upload/", {"file": files})["Location"] == here
    waiting = text(desk.get(here))
    assert "Waiting" in waiting
    assert f'hx-get="{here}documents/"' in waiting
    run_waiting()
    shown = text(desk.get(f"{here}documents/"))
    assert "hx-get" not in shown
    for part in ("Ready", "Failed", "The PDF is broken and cannot be opened."):
        assert part in shown
    found = text(desk.get(f"{here}workbench/?q=When+does+the+lock+open"))
    for part in ("It is in your documents.", "harbour.pdf, page 2", "opens at six", "100 %", "knowledge-1-keywords"):
        assert part in found
    assert "Not in your documents." in text(desk.get(f"{here}workbench/?q=Who+painted+the+Mona+Lisa"))
    document = Document.objects.get(title="harbour.pdf")
    passage = Chunk.objects.get(document=document, number=1)
    cited = text(desk.get(f"/knowledge/cited/{document.pk}/{passage.start}-{passage.end}/"))
    assert "harbour.pdf, page 2" in cited
    german = desk.get(
        f"/knowledge/cited/{document.pk}/{passage.start}-{passage.end}/", headers={"Accept-Language": "de"}
    )
    assert "<h1>harbour.pdf, Seite 2</h1>" in text(german)
    assert "High water is at noon" in cited
    page = text(desk.get(f"/knowledge/document/{document.pk}/"))
    assert "The lock of the harbour opens at six." in page
    desk.post(f"/knowledge/passage/{passage.pk}/", {"text": "It opens at seven."})
    desk.post(f"/knowledge/passage/{passage.pk}/", {"excluded": "yes"})
    page = text(desk.get(f"/knowledge/document/{document.pk}/"))
    for part in ("It opens at seven.", "Edited", "Not found", "Let it be found again"):
        assert part in page
    desk.post(f"/knowledge/document/{document.pk}/again/")
    assert Document.objects.get(pk=document.pk).state == "waiting"
    desk.post(f"/knowledge/document/{document.pk}/remove/")
    assert desk.post(f"{here}remove/")["Location"] == "/knowledge/"
    assert not KnowledgeBase.objects.exists()


@pytest.mark.parametrize(
    ("path", "given", "problem"),
    [
        ("upload", {}, "Choose a file or type a text first."),
        ("address", {"url": "ftp://a"}, "Only http:// and https:// addresses are called."),
        ("dataset", {"dataset": "x"}, "Choose a dataset."),
        ("change", {"name": "A", "passage_length": "many", "overlap": "0"}, "Expected a number."),
        ("change", {"name": "A", "passage_length": "100", "overlap": "0"}, "Expected 200 to 4000 characters."),
    ],
)
def test_nonsense_is_said_on_the_page(
    desk: Client, base: KnowledgeBase, path: str, given: dict[str, str], problem: str
) -> None:
    here = f"http://testserver/knowledge/{base.pk}/"
    answer = desk.post(f"/knowledge/{base.pk}/{path}/", given, headers={"Referer": here}, follow=True)
    assert answer.redirect_chain == [(here, 302)]
    assert problem in text(answer).replace("&#x27;", "'")


def test_readers_read(alice: User, bob: User, base: KnowledgeBase, added: Added) -> None:
    document = added("A lamp of brass.", "a.txt")
    other = client_of(bob)
    for path in (
        f"{base.pk}/",
        f"{base.pk}/workbench/?q=lamp",
        f"document/{document.pk}/",
        f"cited/{document.pk}/0-5/",
    ):
        assert other.get(f"/knowledge/{path}").status_code == 404
    share(user=alice, kind="knowledge", object_id=base.pk, email=bob.email)
    shown = text(other.get(f"/knowledge/{base.pk}/"))
    assert "a.txt" in shown
    assert "Add documents" not in shown
    assert "Handbook" in text(other.get("/knowledge/"))
    assert "It is in your documents." in text(other.get(f"/knowledge/{base.pk}/workbench/?q=lamp"))
    assert other.post(f"/knowledge/{base.pk}/reindex/").status_code == 404


def test_pages_ask_few_questions(
    desk: Client, base: KnowledgeBase, added: Added, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    document = added(rows(20), "a.jsonl")
    desk.get("/knowledge/")
    for path in ("", f"{base.pk}/", f"{base.pk}/workbench/?q=lamp", f"document/{document.pk}/"):
        with django_assert_max_num_queries(16):
            assert desk.get(f"/knowledge/{path}").status_code == 200


@pytest.mark.parametrize("name", ["knowledgebase", "document"])
def test_staff_see_whose_they_are(
    staff: User, added: Added, name: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    added("A lamp of brass.", "a.txt")
    desk = client_of(staff)
    with django_assert_max_num_queries(16):
        shown = text(desk.get(f"/admin/training/{name}/"))
    assert "Alice" in shown
    assert "A lamp of brass." not in shown


@pytest.mark.parametrize(
    ("said", "german"),
    [
        ("harbour.pdf, page 2", "harbour.pdf, Seite 2"),
        ("A, b, pages 3–4", "A, b, Seiten 3–4"),
        ("rows.csv, rows 1–9", "rows.csv, Zeilen 1–9"),
        ("book.epub, chapter 5", "book.epub, Kapitel 5"),
        ("notes, planet 9", "notes, planet 9"),
        ("notes", "notes"),
    ],
)
def test_places_are_said_in_the_readers_words(said: str, german: str) -> None:
    assert in_readers_words(said) == said
    with translation.override("de"):
        assert in_readers_words(said) == german
