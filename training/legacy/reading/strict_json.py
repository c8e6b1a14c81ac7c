"""JSON read without mercy: what a lenient reader would paper over is told with its place."""

import codecs
import json
from typing import Any

MARKS = {
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}


class Unreadable(Exception):
    """A file cannot be read as a whole; ``place`` says where in it, ``reason`` why."""

    def __init__(self, reason: str, *, place: str = "") -> None:
        self.reason = reason
        self.place = place
        super().__init__(f"{place}: {reason}" if place else reason)


class Repeating(dict[str, Any]):
    """An object in which some keys stand more than once; ``repeated`` names them, the last value of each is kept."""

    repeated: frozenset[str]


def parsed(raw: bytes) -> Any:
    """The value, or Unreadable. Numbers that are none (NaN, Infinity, 1e999) come as floats that are not finite."""
    text = _decoded(raw)
    if not text.strip():
        raise Unreadable("The file is empty." if not raw else "The file holds nothing but blanks.")
    try:
        return json.loads(text, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        is_cut = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string")
        why = "The file ends too early; it was cut off." if is_cut else f"This is no JSON: {error.msg}."
        raise Unreadable(why, place=f"line {error.lineno}, column {error.colno}") from error
    except RecursionError as error:
        raise Unreadable("Objects are nested too deeply.") from error
    except ValueError as error:  # a whole number of thousands of digits
        raise Unreadable("A number is too long to be one.") from error


def repeated_keys(value: dict[str, Any]) -> frozenset[str]:
    """The keys that stood more than once in this object."""
    return value.repeated if isinstance(value, Repeating) else frozenset()


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    plain = dict(pairs)
    if len(plain) == len(pairs):
        return plain
    seen: set[str] = set()
    found = Repeating(plain)
    found.repeated = frozenset(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
    return found


def _decoded(raw: bytes) -> str:
    for mark, name in MARKS.items():
        if raw.startswith(mark):
            raise Unreadable(f"The file is written in {name}; save it as UTF-8.", place="byte 0")
    try:
        return raw.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        place = f"line {line}, byte {error.start}"
        raise Unreadable(
            f"The byte 0x{raw[error.start]:02x} is not UTF-8; save the file as UTF-8.", place=place
        ) from error
