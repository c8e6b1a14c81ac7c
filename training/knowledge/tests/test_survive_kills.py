"""A killed indexer goes on where it ended, and no passage is there twice."""

from collections import Counter

import pytest

from jobs.worker.drain import run_waiting
from training.knowledge.models import Chunk, Document, KnowledgeBase, Posting
from training.knowledge.services import index_document, index_segment
from training.knowledge.services.add_document import upload_document
from training.knowledge.services.index_document import Indexing
from training.knowledge.tests.documents import rows


class Killed(BaseException):
    """Stands for the end of the process: nothing is cleaned up."""


class Free:
    """A job's context without a queue: the attempts here are made by hand."""

    def progress(self, percent: float, message: str = "") -> None:
        """Nobody listens."""

    def writes(self):
        """A transaction."""
        return index_document.transaction.atomic()

    def completes(self, result=None):
        """A transaction."""
        return index_document.transaction.atomic()


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Segments of four passages, so that few rows make many."""
    for module in (index_segment, index_document):
        monkeypatch.setattr(module, "SEGMENT", 4)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("kill_at", [1, 2, 3, 5])
def test_every_passage_once(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch, kill_at: int) -> None:
    document = upload_document(base=base, name="qa.jsonl", chunks=[rows(18).encode()])
    written: Counter[int] = Counter()
    write = index_document.write_segment

    def counting(*given):
        written[given[1]] += 1
        write(*given)

    def killing(name: str) -> None:
        if sum(written.values()) == kill_at and len(written) == kill_at:
            raise Killed

    monkeypatch.setattr(index_document, "write_segment", counting)
    monkeypatch.setattr(index_document, "fail_point", killing)
    with pytest.raises(Killed):
        Indexing(Document.objects.select_related("base").get(pk=document.pk), Free()).run()
    document.refresh_from_db()
    assert (document.state, document.segments_done, document.passage_count) == ("indexing", kill_at, 0)
    monkeypatch.setattr(index_document, "fail_point", lambda name: None)
    run_waiting()
    document.refresh_from_db()
    assert (document.state, document.passage_count, document.attempts) == ("ready", 18, 2)
    assert list(Chunk.objects.order_by("number").values_list("page", flat=True)) == list(range(1, 19))
    assert written == Counter({0: 1, 1: 1, 2: 1, 3: 1, 4: 1})  # what was there was not done again
    lamps = Posting.objects.filter(term="lamp").values_list("numbers", flat=True)
    assert sorted(number for each in lamps for number in each) == list(range(18))


@pytest.mark.usefixtures("small")
def test_a_kill_within_a_segment_leaves_nothing_of_it(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    document = upload_document(base=base, name="qa.jsonl", chunks=[rows(10).encode()])
    post = index_segment._post

    def killing(document, segment, passages):
        post(document, segment, passages)
        if segment == 1:
            raise Killed

    monkeypatch.setattr(index_segment, "_post", killing)
    with pytest.raises(Killed):
        Indexing(Document.objects.select_related("base").get(pk=document.pk), Free()).run()
    assert sorted(Chunk.objects.values_list("number", flat=True)) == [0, 1, 2, 3]
    monkeypatch.setattr(index_segment, "_post", post)
    run_waiting()
    assert sorted(Chunk.objects.values_list("number", flat=True)) == list(range(10))
