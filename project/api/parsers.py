"""JSON input, strictly: what the database or a reader would choke on is refused here, by name."""

import codecs
import json
from typing import Any, NoReturn

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

DEEPEST = 32


class StrictJSON(JSONParser):
    """Accept UTF-8 JSON without NaN, duplicate keys, NUL, lone surrogates or more than 32 levels."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """Return the parsed body; a ParseError says what is wrong with it."""
        raw = stream.read()
        try:
            text = codecs.decode(raw, "utf-8")
        except UnicodeDecodeError as error:
            raise ParseError("The body is not UTF-8.") from error
        if _depth(text) > DEEPEST:
            raise ParseError(f"The JSON is nested deeper than {DEEPEST} levels.")
        try:
            value = json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_unique)
        except (ValueError, RecursionError) as error:
            raise ParseError(f"The body is not valid JSON: {error}") from error
        check_text(value)
        return value


def check_text(value: Any) -> None:
    """Refuse characters that PostgreSQL text cannot hold, wherever they stand."""
    if isinstance(value, str):
        if "\x00" in value:
            raise ParseError("Text must not contain the character U+0000.")
        if any("\ud800" <= char <= "\udfff" for char in value):
            raise ParseError("Text must not contain half a surrogate pair.")
    elif isinstance(value, dict):
        for key, part in value.items():
            check_text(key)
            check_text(part)
    elif isinstance(value, list):
        for part in value:
            check_text(part)


def _depth(text: str) -> int:
    """The deepest bracket nesting outside strings, found before any recursive parser sees the text."""
    depth = deepest = 0
    inside = escaped = False
    for char in text:
        if inside:
            if escaped:
                escaped = False
            elif char == "\\":
                escaped = True
            elif char == '"':
                inside = False
        elif char == '"':
            inside = True
        elif char in "[{":
            depth += 1
            deepest = max(deepest, depth)
            if deepest > DEEPEST:
                return deepest
        elif char in "]}":
            depth -= 1
    return deepest


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON value")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key appears twice in one object")
    return found
