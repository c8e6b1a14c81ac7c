"""JSON Schemas of other programs, made harmless: what could hang, explode or reach out when arguments are checked is taken out.

The other program checks its arguments again itself; what is dropped here only makes our own check, and what a model is
told, a little less exact.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

DEEPEST = 12
LARGEST = 30_000  # characters of JSON
MOST_PARTS = 200
LONGEST_WORDS = 500
TYPES = frozenset({"string", "integer", "number", "boolean", "array", "object", "null"})
NUMBERS = frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"})
COUNTS = frozenset({"minItems", "maxItems", "minLength", "maxLength", "minProperties", "maxProperties"})
WORDS = frozenset({"title", "description", "format"})
CHOICES = frozenset({"anyOf", "oneOf", "allOf"})


class SchemaUnusable(ValueError):
    """The schema is no object's, or too large; the message says which."""


def tamed(schema: Any) -> dict[str, Any]:
    """The same schema in known keywords alone, with its own references put in; SchemaUnusable where that is impossible.

    No pattern survives (a regular expression can take forever), no reference to elsewhere, and no recursion.
    """
    if not isinstance(schema, Mapping):
        raise SchemaUnusable("its arguments have no schema")
    kept = _Taming(schema).part(schema, 0)
    if kept.setdefault("type", "object") != "object":
        raise SchemaUnusable("its arguments are no object")
    kept.setdefault("properties", {})
    if len(json.dumps(kept)) > LARGEST:
        raise SchemaUnusable(f"its schema has more than {LARGEST:,} characters")
    return kept


class _Taming:
    def __init__(self, root: Mapping[str, Any]) -> None:
        self._root = root
        self._parts = 0

    def part(self, given: Any, depth: int) -> dict[str, Any]:
        """One schema within the whole; anything at all where it is no object, or too deep or late."""
        self._parts += 1
        if not isinstance(given, Mapping) or depth > DEEPEST or self._parts > MOST_PARTS:
            return {}
        if "$ref" in given:
            return self.part(self._referred(given["$ref"]), depth + 1)
        found: dict[str, Any] = {}
        for name, value in given.items():
            if (keep := self._keepers().get(name)) is not None:
                found |= keep(name, value, depth)
        return found

    def _referred(self, reference: Any) -> Any:
        """What a reference within the schema means; None for one that leads elsewhere."""
        if not isinstance(reference, str) or not reference.startswith("#/"):
            return None
        found: Any = self._root
        for name in reference[2:].split("/"):
            name = name.replace("~1", "/").replace("~0", "~")
            found = found.get(name) if isinstance(found, Mapping) else None
        return found

    def _keepers(self) -> dict[str, Callable[[str, Any, int], dict[str, Any]]]:
        plain: dict[str, Callable[[str, Any, int], dict[str, Any]]] = {
            "type": _types,
            "enum": _options,
            "const": _plain_value,
            "default": _plain_value,
            "required": _names,
            "properties": self._properties,
            "items": self._one,
            "additionalProperties": self._additional,
        }
        return (
            plain
            | dict.fromkeys(WORDS, _words)
            | dict.fromkeys(NUMBERS, _number)
            | dict.fromkeys(COUNTS, _count)
            | dict.fromkeys(CHOICES, self._several)
        )

    def _properties(self, name: str, value: Any, depth: int) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            return {}
        return {name: {str(key): self.part(each, depth + 1) for key, each in value.items()}}

    def _one(self, name: str, value: Any, depth: int) -> dict[str, Any]:
        return {name: self.part(value, depth + 1)} if isinstance(value, Mapping) else {}

    def _additional(self, name: str, value: Any, depth: int) -> dict[str, Any]:
        return {name: value} if isinstance(value, bool) else self._one(name, value, depth)

    def _several(self, name: str, value: Any, depth: int) -> dict[str, Any]:
        parts = (
            [self.part(each, depth + 1) for each in value if isinstance(each, Mapping)]
            if isinstance(value, list)
            else []
        )
        return {name: parts} if parts else {}


def _types(name: str, value: Any, _depth: int) -> dict[str, Any]:
    known = [
        each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str) and each in TYPES
    ]
    return {} if not known else {name: known if isinstance(value, list) else known[0]}


def _options(name: str, value: Any, _depth: int) -> dict[str, Any]:
    return {name: value} if isinstance(value, list) and value else {}


def _plain_value(name: str, value: Any, _depth: int) -> dict[str, Any]:
    return {name: value}


def _names(name: str, value: Any, _depth: int) -> dict[str, Any]:
    names = [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
    return {name: list(dict.fromkeys(names))} if names else {}


def _words(name: str, value: Any, _depth: int) -> dict[str, Any]:
    return {name: value[:LONGEST_WORDS]} if isinstance(value, str) else {}


def _number(name: str, value: Any, _depth: int) -> dict[str, Any]:
    return {name: value} if isinstance(value, int | float) and not isinstance(value, bool) else {}


def _count(name: str, value: Any, _depth: int) -> dict[str, Any]:
    return {name: value} if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else {}
