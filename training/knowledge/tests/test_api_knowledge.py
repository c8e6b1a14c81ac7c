"""Knowledge bases over the API: made, filled, searched, cited, corrected, shared to read, and nobody else's."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.services.shares import share
from accounts.testing import client_of, make_user
from jobs.worker.drain import run_waiting
from training.knowledge.models import KnowledgeBase
from training.knowledge.tests.conftest import Added
from training.knowledge.tests.documents import pdf, rows

PAGES = [["Tides", "High water is at noon on Mondays."], ["Locks", "The lock of the harbour opens at six."]]


@pytest.fixture
def desk(alice: User) -> Client:
    return client_of(alice)


def sent(desk: Client, path: str, body: Any = None, method: str = "post", **headers: str) -> Any:
    call = getattr(desk, method)
    return call(f"/api/v1/{path}", json.dumps(body or {}), content_type="application/json", headers=headers)


def test_the_whole_way(desk: Client) -> None:
    made = sent(desk, "knowledge/", {"name": "Harbour", "tags": ["Sea"]})
    assert made.status_code == 201, made.content
    pk = made.json()["id"]
    assert (made.json()["document_count"], made.json()["tags"]) == (0, ["sea"])
    uploaded = desk.post(
        f"/api/v1/knowledge/{pk}/upload/", {"file": SimpleUploadedFile("harbour.pdf", pdf(PAGES)), "tags": "a, b"}
    )
    assert uploaded.status_code == 201, uploaded.content
    document = uploaded.json()
    assert (document["state"], document["percent"], document["tags"]) == ("waiting", 0, ["a", "b"])
    assert (
        sent(desk, f"knowledge/{pk}/add-text/", {"title": "Note", "text": "The ferry goes at **ten**."}).status_code
        == 201
    )
    run_waiting()
    shown = desk.get(f"/api/v1/knowledge-documents/{document['id']}/").json()
    assert (shown["state"], shown["percent"], shown["page_count"], shown["kind"]) == ("ready", 100, 2, "pdf")
    counts = desk.get(f"/api/v1/knowledge/{pk}/").json()
    assert (counts["document_count"], counts["ready_count"], counts["working_count"]) == (2, 2, 0)
    answer = sent(desk, f"knowledge/{pk}/search/", {"q": "When does the lock open?"}).json()
    best = answer["passages"][0]
    assert (answer["is_answered"], answer["engine"], best["page"], best["place"]) == (
        True,
        "keywords",
        2,
        "harbour.pdf, page 2",
    )
    assert best["signals"]["words"]["z"] > 0
    cited = desk.get(
        f"/api/v1/knowledge-documents/{document['id']}/cited/?start={best['start']}&end={best['end']}"
    ).json()
    assert (cited["text"], cited["page"], cited["place"]) == (best["text"], 2, "harbour.pdf, page 2")
    assert "High water" in cited["before"]
    inner = desk.get(
        f"/api/v1/knowledge-documents/{document['id']}/cited/?start={best['start'] + 9}&end={best['start'] + 10}"
    ).json()
    assert inner["text"] == best["text"]
    assert not sent(desk, f"knowledge/{pk}/search/", {"q": "Who won the lottery?"}).json()["is_answered"]
    passages = desk.get(f"/api/v1/knowledge-documents/{document['id']}/passages/").json()["results"]
    assert [each["page"] for each in passages] == [1, 2]
    edited = sent(
        desk, f"knowledge-passages/{passages[1]['id']}/", {"text": "It opens at seven."}, "patch", **{"If-Match": "*"}
    )
    assert (edited.status_code, edited.json()["is_edited"]) == (200, True)
    assert sent(desk, f"knowledge/{pk}/reindex/").json() == {"documents": 2}
    assert sent(desk, f"knowledge-documents/{document['id']}/reindex/").json()["error"]["code"] == "document_busy"
    assert desk.delete(f"/api/v1/knowledge-documents/{document['id']}/").status_code == 204
    assert desk.delete(f"/api/v1/knowledge/{pk}/").status_code == 204
    assert desk.get(f"/api/v1/knowledge/{pk}/").status_code == 404


def test_what_is_wrong_is_named(desk: Client, base: KnowledgeBase, added: Added) -> None:
    document = added("A lamp.", "a.txt")
    for path, body, field in (
        ("knowledge/", {"name": ""}, "name"),
        ("knowledge/", {"name": "Handbook"}, "name"),
        (f"knowledge/{base.pk}/search/", {"q": " "}, "q"),
        (f"knowledge/{base.pk}/search/", {"q": "a", "limit": 101}, "limit"),
        (f"knowledge/{base.pk}/add-url/", {"url": "ftp://example.org/a"}, "url"),
        (f"knowledge/{base.pk}/add-text/", {"title": "A", "text": ""}, "text"),
        (f"knowledge/{base.pk}/add-dataset/", {"dataset": "none"}, "dataset"),
    ):
        answer = sent(desk, path, body)
        assert (answer.status_code in {400, 409}, list(answer.json()["error"]["fields"])) == (True, [field]), path
    again = desk.post(f"/api/v1/knowledge/{base.pk}/upload/", {"file": SimpleUploadedFile("b.txt", b"A lamp.")})
    assert (again.status_code, again.json()["error"]["code"]) == (409, "document_known")
    for start, end, status in ((5, 5, 404), (900, 950, 404), ("x", 5, 400)):
        told = desk.get(f"/api/v1/knowledge-documents/{document.pk}/cited/?start={start}&end={end}")
        assert told.status_code == status
    changed = sent(desk, f"knowledge/{base.pk}/", {"passage_length": 300, "overlap": 200}, "patch", **{"If-Match": "*"})
    assert list(changed.json()["error"]["fields"]) == ["overlap"]


def test_readers_search_and_cite_and_change_nothing(
    desk: Client, base: KnowledgeBase, added: Added, alice: User, bob: User
) -> None:
    document = added("A lamp of brass.", "a.txt")
    reader = client_of(bob)
    assert sent(reader, f"knowledge/{base.pk}/search/", {"q": "lamp"}).status_code == 404
    share(user=alice, kind="knowledge", object_id=base.pk, email=bob.email)
    assert sent(reader, f"knowledge/{base.pk}/search/", {"q": "lamp"}).json()["is_answered"]
    assert (
        reader.get(f"/api/v1/knowledge-documents/{document.pk}/cited/?start=0&end=5").json()["text"]
        == "A lamp of brass."
    )
    passage = reader.get(f"/api/v1/knowledge-documents/{document.pk}/passages/").json()["results"][0]["id"]
    for path, method in (
        (f"knowledge/{base.pk}/reindex/", "post"), (f"knowledge/{base.pk}/", "patch"), (f"knowledge/{base.pk}/", "delete"),
        (f"knowledge-documents/{document.pk}/", "delete"), (f"knowledge-passages/{passage}/", "patch"),
        (f"knowledge/{base.pk}/add-text/", "post"),
    ):  # fmt: skip
        answer = sent(reader, path, {"title": "A", "text": "B"}, method, **{"If-Match": "*"})
        assert answer.status_code == 404, path
    KnowledgeBase.objects.update(is_for_everyone=True)
    assert sent(client_of(make_user()), f"knowledge/{base.pk}/search/", {"q": "lamp"}).status_code == 200


def test_lists_ask_few_questions(
    desk: Client, base: KnowledgeBase, added: Added, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    added(rows(10), "a.jsonl")
    for number in range(4):
        added(f"Text {number}.", f"{number}.txt")
    desk.get("/api/v1/knowledge/")
    for path in ("knowledge/", f"knowledge/{base.pk}/documents/"):
        with django_assert_max_num_queries(8):
            assert desk.get(f"/api/v1/{path}").status_code == 200
