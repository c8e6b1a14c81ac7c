"""The work of the job that makes a document findable: fetch, read, index, embed. It goes on where a killed attempt ended."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, Protocol

from django.db import IntegrityError, transaction
from django.db.models import Count, Q, Sum

from jobs.errors import PermanentFailure
from project.lib.clock import now
from project.lib.errors import DaimonError
from project.lib.fail_points import fail_point
from project.lib.files import Kept
from training.knowledge.errors import DocumentKnown, DocumentRefused
from training.knowledge.models import Document
from training.knowledge.rules.cutting import Cutting, Piece, cut
from training.knowledge.rules.states import State, percent_of
from training.knowledge.services.embed_passages import embed_document
from training.knowledge.services.fetch_document import AddressFailed, fetch
from training.knowledge.services.files import place_of
from training.knowledge.services.index_segment import SEGMENT, drop_behind, write_segment
from training.knowledge.services.read_document import ReadDocument, opened

RECORDS = ("csv", "json", "jsonl")


class Writer(Protocol):
    """What a job's context offers here."""

    def progress(self, percent: float, message: str = "") -> None:
        """Say how far it is; raises when there is no point in going on."""

    def writes(self) -> AbstractContextManager[None]:
        """A transaction that commits only while the job is still ours."""

    def completes(self, result: Any = None) -> AbstractContextManager[None]:
        """The same, with the job's success."""


@dataclass
class Indexing:
    """One attempt at one document."""

    document: Document
    writer: Writer
    told: int = field(default=-1)

    def run(self) -> None:
        """The whole way. What can never work fails the document with its reason; what may heal is raised to be tried again."""
        try:
            self._run()
        except AddressFailed as error:
            self._note(str(error))
            raise
        except DaimonError as error:
            if error.status >= 500:
                self._note(error.message)
                raise
            with self.writer.writes():
                fail(self.document, error.message, code=error.code)
            raise PermanentFailure(error.message, code=error.code) from error

    def _run(self) -> None:
        document = self.document
        name = document.origin
        document.attempts += 1
        document.save(update_fields=["attempts"])
        if document.source == Document.Source.URL:
            self._stage(State.FETCHING, 0.0)
            kept, name = fetch(document.pk, document.origin)
            self._take(kept)
        self._stage(State.READING, 0.0)
        read = opened(place_of(document.pk), name)
        cutting = Cutting(document.base.passage_length, document.base.overlap, joins_pages=read.kind in RECORDS)
        recipe = cutting.recipe(document.digest)
        if document.recipe != recipe:
            self._change(recipe=recipe, segments_done=0)
        count = self._index(read, cutting)
        with self.writer.writes():
            drop_behind(document, count)
        self._stage(State.EMBEDDING, 0.0)
        embed_document(document.pk, told=lambda done, total: self._stage(State.EMBEDDING, done / max(1, total)))
        self._close(read, at=now())

    def _take(self, kept: Kept) -> None:
        """What was fetched, unless the knowledge base has the very same bytes."""
        self.document.size, self.document.digest = kept.size, kept.sha256
        try:
            with self.writer.writes(), transaction.atomic():
                self.document.save(update_fields=["size", "digest"])
        except IntegrityError as error:
            if "a_knowledge_base_holds_each_file_once" in str(error):
                self.document.digest = ""
                raise DocumentKnown from error
            raise

    def _index(self, read: ReadDocument, cutting: Cutting) -> int:
        """Every segment that an earlier attempt did not finish, each with its place in one commit; how many passages there are."""
        pieces = cut(self.document.pk, read.blocks(lambda share: self._share(State.READING, share)), cutting)
        count = 0
        for segment, batch in enumerate(_batches(pieces)):
            count += len(batch)
            if segment < self.document.segments_done:
                continue
            with self.writer.writes():
                write_segment(self.document, segment, batch)
                self.document.segments_done = segment + 1
                self.document.state = State.INDEXING
                self.document.save(update_fields=["segments_done", "state"])
            fail_point("knowledge_segment_written")
            self.writer.progress(self.document.percent, f"{count:,} passages")
        return count

    def _close(self, read: ReadDocument, *, at: datetime) -> None:
        document = self.document
        counted = document.chunks.aggregate(
            passages=Count("pk", filter=Q(is_excluded=False)), words=Sum("length", filter=Q(is_excluded=False))
        )
        if not counted["passages"]:
            raise DocumentRefused.of("file", "Nothing of it is left to be found.")
        document.passage_count, document.word_count = counted["passages"], counted["words"] or 0
        document.page_count, document.kind, document.notes = read.page_count, read.kind, read.notes
        if read.title and document.title == document.origin:
            document.title = read.title
        document.state, document.percent, document.ready_at = State.READY, 100, at
        document.problem = document.problem_code = ""
        with self.writer.completes({"passages": document.passage_count, "pages": document.page_count}):
            document.save()

    def _share(self, state: State, share: float) -> None:
        self._stage(state, share)

    def _stage(self, state: State, share: float) -> None:
        """Write down where the document is, when it got further by a hundredth."""
        percent = percent_of(state, share)
        self.writer.progress(percent, State(state).label)
        if percent != self.told:
            self.told = percent
            self._change(state=state, percent=percent)

    def _change(self, **values: Any) -> None:
        for name, value in values.items():
            setattr(self.document, name, value)
        with self.writer.writes():
            self.document.save(update_fields=list(values))

    def _note(self, problem: str) -> None:
        Document.objects.filter(pk=self.document.pk).update(problem=problem[:500], state=State.WAITING)


def fail(document: Document, problem: str, *, code: str) -> None:
    """Close a document that cannot be read; passages of an earlier time stay and are still found."""
    Document.objects.filter(pk=document.pk).update(
        state=State.FAILED, problem=problem[:500] or "It failed.", problem_code=code[:60]
    )


def _batches(pieces: Iterator[Piece]) -> Iterator[list[Piece]]:
    while batch := list(islice(pieces, SEGMENT)):
        yield batch
