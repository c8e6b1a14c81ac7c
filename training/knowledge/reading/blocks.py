"""What every reader makes: blocks of text in their order, each with its page and, for a heading, its level."""

import re
import unicodedata
from dataclasses import asdict, dataclass, field
from typing import Any

from training.knowledge.errors import DocumentRefused

MOST_CHARACTERS = 20_000_000
LONGEST_HEADING = 200
MOST_NOTES = 50
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
BLANKS = re.compile(r"[^\S\n]+")
LINES = re.compile(r"\n{3,}")


@dataclass
class Reading:
    """What was read so far; adding more than a document may hold is refused."""

    blocks: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    title: str = ""
    pages: int = 0
    characters: int = 0

    def add(self, text: str, *, page: int | None = None, level: int = 0, is_whole: bool = False) -> None:
        """One block; empty ones are passed over. ``level`` is 1 to 6 for a heading, ``is_whole``: never cut or joined."""
        text = tidy(text)
        if not any(each.isprintable() and not each.isspace() for each in text):
            return
        self.characters += len(text)
        if self.characters > MOST_CHARACTERS:
            raise refused(f"It has more than {MOST_CHARACTERS:,} characters.")
        level = level if len(text) <= LONGEST_HEADING else 0
        self.blocks.append({"text": text, "page": page, "level": level, "whole": is_whole})

    def note(self, text: str) -> None:
        """Something that was left out."""
        if len(self.notes) < MOST_NOTES:
            self.notes.append(text[:300])

    def told(self) -> dict[str, Any]:
        """As it travels to the server."""
        self.title, self.notes = tidy(self.title), [tidy(each) for each in self.notes]
        return asdict(self)


def tidy(text: str) -> str:
    """The text composed, with single blanks and without characters nobody can see."""
    text = CONTROLS.sub("", unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n"))
    return LINES.sub("\n\n", "\n".join(BLANKS.sub(" ", line).strip() for line in text.split("\n"))).strip()


def refused(problem: str) -> Exception:
    """The refusal of a document as a whole."""
    return DocumentRefused.of("file", problem)


def decoded(raw: bytes) -> str:
    """Text of a file in UTF-8 or UTF-16, else in Windows' Latin letters; refused where it is no text."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return raw.decode("utf-16")
        except UnicodeDecodeError as error:
            raise refused("It begins like UTF-16, and is not.") from error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")
    sample = text[:200_000]
    odd = sum(character < " " and character not in "\t\n\r\f\x1b" for character in sample) + sample.count("\ufffd")
    if odd > max(2, len(sample) // 200):
        raise refused("It is no text: it holds bytes that stand for no characters.")
    return text
