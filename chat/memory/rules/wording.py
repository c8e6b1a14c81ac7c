"""Text as memory takes it in."""

import hashlib

from project.lib.errors import InvalidInput

LONGEST_TEXT = 20_000  # characters of one memory


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
