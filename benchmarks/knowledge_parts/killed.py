"""Kills the indexer at random moments of its work, and compares what it leaves with what an undisturbed one made."""

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from benchmarks.knowledge_parts.corpus import Paper
from project.stack.processes import python

PATIENCE = 240
PAGES_A_SECOND = 250  # about: kills are spread over what the work takes
PASSAGES = """
SELECT d.title, c.number, md5(c.text), c.page, c."end" - c.start, v.embedder FROM training_document d JOIN training_chunk c ON c.document_id = d.id
LEFT JOIN training_chunkvector v ON v.chunk_id = c.id WHERE d.base_id = %s ORDER BY 1, 2
"""
POSTINGS = """
SELECT d.title, p.segment, p.term, p.numbers, p.times, p.lengths FROM training_posting p JOIN training_document d ON d.id = p.document_id
WHERE p.base_id = %s ORDER BY 1, 2, 3
"""


@dataclass
class Killed:
    """What was seen."""

    kills: int = 0
    at: list[str] = field(default_factory=list)  # document, state and segments done at each kill
    retried: int = 0  # documents that were killed so often that only "retry" went on with them
    seconds: float = 0
    passages: int = 0
    postings: int = 0
    duplicate: int = 0
    missing: int = 0
    others: int = 0  # passages or postings that are not what the undisturbed indexer made


def kill_and_compare(user: Any, papers: Sequence[Paper], *, kills: int, embedder: str, seed: int) -> Killed:
    """The same documents twice: in one go, and by an indexer that is killed so many times."""
    from training.knowledge.services.add_document import upload_document
    from training.knowledge.services.make_base import make_base

    seen, bases = Killed(), []
    for name in ("Undisturbed", "Killed"):
        base = make_base(user=user, name=name)
        for paper in papers:
            upload_document(base=base, name=paper.name, chunks=[paper.raw])
        begun = time.perf_counter()
        if name == "Undisturbed":
            _start(base, embedder).wait(timeout=PATIENCE)
        else:
            longest = sum(len(paper.asked) for paper in papers) / PAGES_A_SECOND / max(1, kills)
            _killing(base, kills, embedder, longest, Random(seed), seen)
        seen.seconds = time.perf_counter() - begun
        bases.append(base)
    _compare(*bases, seen)
    return seen


def _start(base: Any, embedder: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(python("-m", "benchmarks.knowledge_parts.indexer", str(base.pk), embedder))


def _killing(base: Any, kills: int, embedder: str, longest: float, chance: Random, seen: Killed) -> None:
    from training.knowledge.models import Document
    from training.knowledge.services.change_document import reindex_document

    until = time.monotonic() + PATIENCE
    documents = Document.objects.filter(base=base).select_related("base__owner")
    while time.monotonic() < until:
        process = _start(base, embedder)
        while process.poll() is None and not _holders() and time.monotonic() < until:
            time.sleep(0.01)
        if seen.kills >= kills:
            process.wait(timeout=PATIENCE)
        else:
            time.sleep(chance.uniform(0, longest))
            _kill(process, documents, seen)
        for each in documents.filter(state="failed"):
            reindex_document(document=each, anew=False)
            seen.retried += 1
        if not documents.exclude(state="ready").exists():
            return


def _holders() -> list[str]:
    from jobs.models import Job

    return list(Job.objects.filter(state="running").values_list("held_by", flat=True))


def _kill(process: "subprocess.Popen[bytes]", documents: Any, seen: Killed) -> None:
    """By SIGKILL; then its jobs are free, as the worker's main process frees those of a child that died."""
    from jobs.services.reap import release_dead
    from training.knowledge.services.change_document import close_abandoned

    holders = _holders()
    if process.poll() is None and holders:
        os.kill(process.pid, signal.SIGKILL)
        seen.kills += 1
        at = documents.filter(state__in=["reading", "indexing", "embedding"])
        seen.at += [f"{state} {done}" for state, done in at.values_list("state", "segments_done")]
    process.wait(timeout=PATIENCE)
    release_dead(holders)
    close_abandoned()


def _compare(whole: Any, killed: Any, seen: Killed) -> None:
    from collections import Counter

    from django.db import connection

    with connection.cursor() as cursor:
        for query in (PASSAGES, POSTINGS):
            rows = []
            for base in (whole, killed):
                cursor.execute(query, [base.pk])
                rows.append(Counter(repr(row) for row in cursor.fetchall()))
            expected, found = rows
            seen.others += (found - expected).total()
            seen.missing += (expected - found).total()
            seen.duplicate += found.total() - len(found)
            if query == PASSAGES:
                seen.passages = found.total()
            else:
                seen.postings = found.total()
