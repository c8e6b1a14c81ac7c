"""Hostile and broken documents: each is refused with a plain reason or read within its limits, and leaves no passage."""

import gc
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from project.lib.errors import InvalidInput
from training.knowledge.errors import DocumentRefused
from training.knowledge.models import Chunk, KnowledgeBase, Posting
from training.knowledge.services import read_document
from training.knowledge.tests.conftest import Added
from training.knowledge.tests.hostile import GOOD_DOCX, READ, REFUSED, Made

pytestmark = pytest.mark.slow

SLOW = {"marks upon marks": 1.0}  # what takes all its time by design is given little
FLAT = 32_000  # kilobytes by which the server may grow while a document is read elsewhere

Read = Callable[[str, tuple[str, Made, str]], str]


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Read:
    """The text of a document, read by a worker with little time and memory, while the server's memory stays flat."""
    monkeypatch.setattr(read_document, "MEGABYTES", 200)

    def run(case: str, given: tuple[str, Made, str]) -> str:
        monkeypatch.setattr(read_document, "SECONDS", SLOW.get(case, 10.0))
        name, made, _ = given
        path = tmp_path / "document"
        path.write_bytes(made() if callable(made) else made)
        before = _highest_from_now()
        try:
            document = read_document.opened(path, name)
            said = [each["text"] for each in document.blocks(lambda share: None)]
            return "\n".join([*said, document.title, *document.notes])
        finally:
            assert _status("VmHWM") - before < FLAT, "the server's own memory grew"

    return run


def _highest_from_now() -> int:
    """Forget how much memory this process ever held; what it holds now."""
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")
    return _status("VmRSS")


def _status(name: str) -> int:
    return int(re.findall(rf"{name}:\s+(\d+) kB", Path("/proc/self/status").read_text())[0])


@pytest.mark.parametrize("case", REFUSED)
def test_is_refused_with_its_reason(read: Read, case: str) -> None:
    with pytest.raises(DocumentRefused, match=REFUSED[case][2]) as caught:
        read(case, REFUSED[case])
    assert (caught.value.status, list(caught.value.fields)) == (400, ["file"])


@pytest.mark.parametrize("case", READ)
def test_is_read_within_its_limits(read: Read, case: str) -> None:
    said = read(case, READ[case])
    assert READ[case][2] in said
    assert not re.search(r"[\x00\ud800-\udfff]", said)
    assert "hidden" not in said


def test_none_is_the_same_as_another() -> None:
    assert len(REFUSED) >= 60
    assert len({bytes(made) if isinstance(made, bytes) else made for _, made, _ in REFUSED.values()}) >= 60


def test_a_refused_document_says_why_and_leaves_nothing(base: KnowledgeBase, added: Added) -> None:
    document = added(GOOD_DOCX[:100], "broken.docx")
    assert (document.state, document.problem_code) == ("failed", "document_refused")
    assert document.problem.startswith("The file is broken")
    assert not Chunk.objects.exists()
    assert not Posting.objects.exists()


@pytest.mark.parametrize(("name", "content"), [("", b"x"), ("a\x00b.txt", b"x"), ("a.txt", b"")])
def test_is_refused_at_the_door(added: Added, base: KnowledgeBase, name: str, content: bytes) -> None:
    with pytest.raises(InvalidInput):
        added(content, name)
    assert not base.documents.exists()
