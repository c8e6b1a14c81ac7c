"""One picture's entry in ``image_metadata.json``: read with every field checked, written the same way every time."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from hashlib import sha256
from typing import Any

from training.images.rules.paths import is_storable

LONGEST = {
    "description": 20_000,
    "text_content": 100_000,
    "format": 12,
    "sha256": 64,
    "perceptual_hash": 16,
    "taken_at": 19,
    "described_by": 200,
    "problem_code": 60,
    "problem": 300,
}
MOST_TAGS = 200
LONGEST_TAG = 80
LARGEST_NUMBER = 2**31 - 1
LARGEST_COUNT = 2**63 - 1
LARGEST_PART = 200_000  # characters of JSON that EXIF, colours or the unknown rest may take
DEEPEST_PART = 8


class BadEntry(ValueError):
    """The entry cannot be taken; its text says which field and why."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the file says of one picture. The first four are the old format's; a reader of it ignores the rest."""

    description: str = ""
    tags: tuple[str, ...] = ()
    text_content: str = ""
    is_processed: bool = False
    width: int | None = None
    height: int | None = None
    format: str = ""
    size: int | None = None
    sha256: str = ""
    perceptual_hash: str = ""
    colours: tuple[Mapping[str, Any], ...] = ()
    exif: Mapping[str, Any] = field(default_factory=dict)
    taken_at: str = ""
    described_by: str = ""
    processed_at: datetime | None = None
    problem_code: str = ""
    problem: str = ""
    revision: int = 0
    extra: Mapping[str, Any] = field(default_factory=dict)

    def searched(self, path: str) -> dict[str, Any]:
        """What a search of this picture reads."""
        return {
            "path": path,
            "description": self.description,
            "tags": list(self.tags),
            "text_content": self.text_content,
        }


NAMES = tuple(each.name for each in fields(Entry))
OLD_NAMES = NAMES[:4]


def read_entry(raw: Any) -> Entry:
    """The entry of a JSON value, or BadEntry. Absent and null fields are empty; fields unknown here stay as ``extra``."""
    if not isinstance(raw, dict):
        raise BadEntry("is no object")
    known = {name: raw[name] for name in NAMES if name != "extra" and raw.get(name) is not None}
    rest = {name: value for name, value in raw.items() if name not in NAMES or name == "extra"}
    given: dict[str, Any] = {"extra": _json("extra", rest)}
    for name, value in known.items():
        given[name] = _READERS[name](name, value)
    return Entry(**given)


def written_entry(entry: Entry) -> dict[str, Any]:
    """The JSON value of the entry: the old format's four fields always, others where they say something, unknown ones as they came."""
    value = {name: getattr(entry, name) for name in NAMES if name != "extra"}
    value["tags"], value["colours"] = list(entry.tags), list(entry.colours)
    if entry.processed_at is not None:
        value["processed_at"] = entry.processed_at.isoformat()
    kept = {name: each for name, each in value.items() if name in OLD_NAMES or each not in ("", None, [], {}, 0)}
    return {**kept, **entry.extra}


def digest_of(value: Any) -> str:
    """SHA-256 of the value as canonical JSON."""
    return sha256(canonical(value).encode()).hexdigest()


def canonical(value: Any) -> str:
    """The value as JSON on one line; the same value always makes the same text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(", ", ": "), allow_nan=False)


def clean_tags(name: str, value: Any) -> tuple[str, ...]:
    """Each tag once, with single blanks, in the order given; a text is divided at its commas."""
    parts = value.split(",") if isinstance(value, str) else value
    if not isinstance(parts, list | tuple) or any(not isinstance(part, str) for part in parts):
        raise BadEntry(f"{name}: expected a list of texts")
    tags = tuple(dict.fromkeys(tag for part in parts if (tag := " ".join(part.split()))))
    if len(tags) > MOST_TAGS:
        raise BadEntry(f"{name}: more than {MOST_TAGS}")
    for tag in tags:
        if len(tag) > LONGEST_TAG or not is_storable(tag):
            raise BadEntry(f"{name}: {tag[:40]!r} is too long or holds a character no tag may have")
    return tags


def clean_text(name: str, value: Any) -> str:
    """The text as it is, where it fits the field."""
    if not isinstance(value, str):
        raise BadEntry(f"{name}: expected a text")
    if len(value) > LONGEST[name]:
        raise BadEntry(f"{name}: longer than {LONGEST[name]:,} characters")
    if not is_storable(value):
        raise BadEntry(f"{name}: holds a character that cannot be stored")
    return value


def _flag(name: str, value: Any) -> bool:
    if value in (0, 1):  # True and False are among them
        return bool(value)
    raise BadEntry(f"{name}: expected true or false")


def _number(name: str, value: Any) -> int:
    most = LARGEST_NUMBER if name in {"width", "height"} else LARGEST_COUNT
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise BadEntry(f"{name}: expected a whole number from 0 to {most}")
    return value


def _moment(name: str, value: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise BadEntry(f"{name}: expected a time like 2026-01-31T12:00:00+00:00") from error
    if moment.tzinfo is None:
        raise BadEntry(f"{name}: says no time zone")
    return moment


def _colours(name: str, value: Any) -> tuple[Mapping[str, Any], ...]:
    if not isinstance(value, list) or any(not isinstance(each, dict) for each in value):
        raise BadEntry(f"{name}: expected a list of objects")
    _json(name, value)
    return tuple(value)


def _object(name: str, value: Any) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise BadEntry(f"{name}: expected an object")
    found: Mapping[str, Any] = _json(name, value)
    return found


def _json(name: str, value: Any) -> Any:
    """The value, where the database can hold it."""
    if not _is_plain(value, DEEPEST_PART):
        raise BadEntry(f"{name}: holds a number or character that cannot be stored, or is nested too deep")
    if len(canonical(value)) > LARGEST_PART:
        raise BadEntry(f"{name}: longer than {LARGEST_PART:,} characters")
    return value


def _is_plain(value: Any, depth: int) -> bool:
    match value:
        case None | bool() | int():
            return True
        case str():
            return is_storable(value)
        case float():
            return math.isfinite(value)
        case list():
            return depth > 0 and all(_is_plain(each, depth - 1) for each in value)
        case dict():
            return depth > 0 and all(is_storable(key) and _is_plain(each, depth - 1) for key, each in value.items())
    return False


_READERS = {
    **dict.fromkeys(LONGEST, clean_text),
    **dict.fromkeys(("width", "height", "size", "revision"), _number),
    "tags": clean_tags,
    "is_processed": _flag,
    "colours": _colours,
    "exif": _object,
    "processed_at": _moment,
}
