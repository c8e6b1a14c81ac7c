"""Editing passages, indexing anew, failing and trying again, removing: what is found follows at once."""

from pathlib import Path

import pytest

from accounts.models import User
from jobs.models import Job
from jobs.services.cancel import cancel
from jobs.worker.drain import run_waiting
from project.lib.clock import now
from project.lib.errors import InvalidInput
from training.datasets.services.add_version import upload_version
from training.datasets.services.make_dataset import make_dataset
from training.knowledge.errors import DocumentBusy, DocumentKnown, KnowledgeNameTaken, TooManyDocuments
from training.knowledge.models import Chunk, ChunkEdit, Document, KnowledgeBase, Posting
from training.knowledge.queries.search import Filters, search_knowledge
from training.knowledge.services.add_document import add_dataset, add_text, upload_document
from training.knowledge.services.change_document import (
    change_document,
    close_abandoned,
    reindex_base,
    reindex_document,
    remove_document,
)
from training.knowledge.services.edit_passage import edit_passage
from training.knowledge.services.files import place_of
from training.knowledge.services.make_base import change_base, make_base, remove_base
from training.knowledge.tests.conftest import Added
from training.knowledge.tests.documents import rows


def found(base: KnowledgeBase, query: str) -> list[str]:
    return [each.text for each in search_knowledge([base], query).passages]


def test_an_edit_is_found_at_once_and_outlasts_indexing_anew(base: KnowledgeBase, added: Added) -> None:
    document = added(rows(5), "qa.jsonl")
    passage = Chunk.objects.get(number=2)
    edit_passage(passage=passage, text="Item 2 is a submarine.")
    edit_passage(passage=Chunk.objects.get(number=3), is_excluded=True)
    assert found(base, "submarine") == ["Item 2 is a submarine."]
    document.refresh_from_db()
    assert document.passage_count == 4
    reindex_document(document=document)
    run_waiting()
    assert found(base, "submarine") == ["Item 2 is a submarine."]
    assert len(found(base, "lamp")) == 3
    assert Chunk.objects.get(number=2).pk == passage.pk
    edit_passage(passage=Chunk.objects.get(number=3), is_excluded=False)
    assert len(found(base, "lamp")) == 4
    assert ChunkEdit.objects.count() == 1


def test_other_lengths_make_other_passages_and_leave_nothing_behind(base: KnowledgeBase, added: Added) -> None:
    document = added(" ".join(f"Sentence {number} is about tides." for number in range(200)), "tides.txt")
    before = document.passage_count
    change_base(base=base, passage_length=4000, overlap=0)
    assert reindex_base(base=base) == 1
    assert found(base, "tides")  # meanwhile what there is is found
    run_waiting()
    document.refresh_from_db()
    assert (before > 4, document.passage_count, document.state) == (True, 2, "ready")
    assert Chunk.objects.count() == 2
    assert sorted({number for each in Posting.objects.filter(term="tide") for number in each.numbers}) == [0, 1]


def test_what_fails_can_be_tried_again_and_goes_when_it_is_removed(base: KnowledgeBase, added: Added) -> None:
    document = added(b"%PDF-1.7 nothing", "a.pdf")
    assert (document.state, document.problem) == ("failed", "The PDF is broken and cannot be opened.")
    again = reindex_document(document=document, anew=False)
    assert (again.state, again.problem, again.round) == ("waiting", "", 2)
    with pytest.raises(DocumentBusy):
        reindex_document(document=document)
    run_waiting()
    document.refresh_from_db()
    assert document.state == "failed"
    assert Job.objects.filter(kind="training.index_document").count() == 2


def test_removing_leaves_no_row_and_no_file(
    base: KnowledgeBase, added: Added, django_capture_on_commit_callbacks: object
) -> None:
    first, second = added(rows(3), "a.jsonl"), added("Other words.", "b.txt")
    assert place_of(first.pk).is_file()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        remove_document(document=first)
    assert not place_of(first.pk).exists()
    assert found(base, "lamp") == []
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        remove_base(base=base)
    assert not place_of(second.pk).exists()
    assert not any(model.objects.exists() for model in (Document, Chunk, Posting))


def test_a_cancelled_job_closes_its_document(base: KnowledgeBase) -> None:
    document = add_text(base=base, title="Waiting", text="Words.")
    job = Job.objects.get(kind="training.index_document")
    cancel(job, at=now())
    assert close_abandoned() == 1
    document.refresh_from_db()
    assert (document.state, document.problem_code) == ("failed", "cancelled")


def test_filters_narrow(base: KnowledgeBase, added: Added) -> None:
    lamp = added("A lamp of brass.", "a.txt", tags=["Brass"], metadata={"author": "Ida"})
    added("# Lamp\n\nA lamp of glass.", "b.md")
    assert len(found(base, "lamp")) == 2
    for filters in (
        Filters(tags=("brass",)), Filters(metadata={"author": "Ida"}), Filters(documents=(lamp.pk,)), Filters(kinds=("text",)),
    ):  # fmt: skip
        hits = search_knowledge([base], "lamp", filters=filters).passages
        assert [each.document_id for each in hits] == [lamp.pk]
    assert not search_knowledge([base], "lamp", filters=Filters(tags=("iron",))).passages
    change_document(document=lamp, tags=["iron"], metadata={})
    assert len(search_knowledge([base], "lamp", filters=Filters(tags=("iron",))).passages) == 1


def test_what_is_refused_leaves_nothing(alice: User, base: KnowledgeBase, added: Added, settings: object) -> None:
    added("A lamp.", "a.txt")
    with pytest.raises(DocumentKnown):
        upload_document(base=base, name="copy.txt", chunks=[b"A lamp."])
    with pytest.raises(KnowledgeNameTaken):
        make_base(user=alice, name=" Handbook ")
    for bad in ({"passage_length": 100}, {"overlap": 900}, {"tags": ["x" * 41]}, {"name": ""}):
        with pytest.raises(InvalidInput):
            change_base(base=KnowledgeBase.objects.get(), **bad)
    settings.KNOWLEDGE_MOST_DOCUMENTS = 1  # type: ignore[attr-defined]
    with pytest.raises(TooManyDocuments):
        add_text(base=base, title="One more", text="Words.")
    settings.KNOWLEDGE_UPLOAD_MEGABYTES = 1  # type: ignore[attr-defined]
    with pytest.raises(InvalidInput, match="at most 1 MB"):
        upload_document(base=base, name="large.txt", chunks=[b"x" * 600_000] * 2)
    assert base.documents.count() == 1
    assert len(list(Path(settings.KNOWLEDGE_DIR).rglob("*-*"))) == 1  # type: ignore[attr-defined]
    for text, limit in (("", 5), ("x" * 2_001, 5), ("lamp", 0)):
        with pytest.raises(InvalidInput):
            search_knowledge([base], text, limit=limit)
    with pytest.raises(InvalidInput, match="last passage"):
        edit_passage(passage=Chunk.objects.get(), is_excluded=True)


def test_datasets_become_documents(alice: User, base: KnowledgeBase) -> None:
    dataset = make_dataset(user=alice, name="Items")
    version = upload_version(dataset=dataset, name="qa.jsonl", chunks=[rows(4).encode()])
    run_waiting()
    version.refresh_from_db()
    document = add_dataset(base=base, version=version)
    run_waiting()
    document.refresh_from_db()
    assert (document.state, document.title, document.source, document.passage_count) == (
        "ready",
        "Items v1",
        "dataset",
        4,
    )
    best = search_knowledge([base], "What is item 3?").passages[0]
    assert (best.text, best.place) == ("What is item 3?\nItem 3 is a lamp.", "Items v1, row 4")
