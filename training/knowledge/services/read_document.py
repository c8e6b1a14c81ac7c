"""Read a document's file in worker processes that are killed at their limits."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from project.lib.errors import DaimonError
from project.lib.worker import WorkEnded, run_in_worker
from project.lib.worker.errors import OutOfMemory, OutOfTime
from training.knowledge.errors import DocumentRefused
from training.knowledge.reading.blocks import MOST_CHARACTERS

WORK = "training.knowledge.parse_work"
PAGES_AT_ONCE = 100
SECONDS = 60.0
MEGABYTES = 1_000


@dataclass
class ReadDocument:
    """A file that is being read: its kind at once, its blocks one after the other, the rest once those are read."""

    path: Path
    kind: str
    page_count: int
    title: str = ""
    notes: list[str] = field(default_factory=list)
    characters: int = 0

    def blocks(self, share: Callable[[float], None]) -> Iterator[dict[str, Any]]:
        """The blocks in their order; ``share`` is told how much of the file is read. DocumentRefused where it breaks."""
        is_paged = self.kind == "pdf"
        total = self.page_count if is_paged else 1
        for begin in range(0, total, PAGES_AT_ONCE):
            share(begin / total)
            read = _worked("read", str(self.path), self.kind, begin, PAGES_AT_ONCE)
            self.title = self.title or read["title"]
            self.notes += read["notes"]
            self.characters += read["characters"]
            if not is_paged:
                self.page_count = read["pages"]
            if self.characters > MOST_CHARACTERS:
                raise DocumentRefused.of("file", f"It has more than {MOST_CHARACTERS:,} characters.")
            yield from read["blocks"]
        if not self.characters:
            raise DocumentRefused.of("file", NO_TEXT if is_paged else "There is no text in it.")


NO_TEXT = "There is no text in it: its pages are pictures. Text recognition must be run over it first."


def opened(path: Path, name: str) -> ReadDocument:
    """What the file is; DocumentRefused where it is nothing that is taken."""
    seen = _worked("look", str(path), name)
    return ReadDocument(path, seen["kind"], seen["pages"])


def _worked(function: str, *given: Any) -> dict[str, Any]:
    try:
        found: dict[str, Any] = run_in_worker(f"{WORK}:{function}", given, {}, seconds=SECONDS, megabytes=MEGABYTES)
    except OutOfTime as error:
        raise DocumentRefused.of("file", f"Reading it took more than {SECONDS:.0f} seconds.") from error
    except OutOfMemory as error:
        raise DocumentRefused.of("file", f"Reading it took more than {MEGABYTES} MB of memory.") from error
    except WorkEnded as error:
        raise DocumentRefused.of("file", "Its reader was ended by a fault; the file is broken or hostile.") from error
    except DaimonError as error:
        raise DocumentRefused.of("file", error.message) from error
    return found
