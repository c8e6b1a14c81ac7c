"""Text as memory takes it in, and as the index reads it."""

import hashlib
import re
import unicodedata

from project.lib.errors import InvalidInput

LONGEST_TEXT = 20_000  # characters of one memory
LONGEST_QUERY = 2_000  # characters of one search
ACCENTS = re.compile(r"[\u0300-\u036f]")
CHINESE_AND_JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]{2,}")


def storable(text: str, field: str, *, longest: int) -> str:
    """The text without blanks around it, or InvalidInput naming ``field`` when it cannot be kept."""
    text = text.strip()
    if "\x00" in text:
        raise InvalidInput.of(field, "Must not contain U+0000.")
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise InvalidInput.of(field, "Must not contain half of a surrogate pair.")
    if len(text) > longest:
        raise InvalidInput.of(field, f"At most {longest:,} characters; this has {len(text):,}.")
    return text


def fingerprint(text: str) -> str:
    """The SHA-256 of a text; it outlives the text itself."""
    return hashlib.sha256(text.encode()).hexdigest()


def searchable(text: str) -> str:
    """The text as the index reads it: accents dropped, scripts without blanks cut into pairs of characters."""
    plain = ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    return CHINESE_AND_JAPANESE.sub(_pairs, unicodedata.normalize("NFKC", plain))


def _pairs(run: re.Match[str]) -> str:
    characters = run.group()
    return " ".join(f" {characters[at : at + 2]} " for at in range(len(characters) - 1))
