"""Short ways to write the JSON Schemas of arguments, and the check of arguments against them."""

import math
from collections.abc import Mapping
from typing import Any, cast

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from project.lib.errors import InvalidInput

Part = dict[str, Any]
MOST_PROBLEMS = 20


def arguments(*, required: str = "", **properties: Part) -> Part:
    """An object of exactly these arguments; ``required`` names some, separated by spaces."""
    return {
        "type": "object",
        "properties": properties,
        "required": required.split(),
        "additionalProperties": False,
    }


def text(means: str, *, most: int = 10_000, least: int = 1, **more: Any) -> Part:
    """A text of ``least`` to ``most`` characters."""
    return {"type": "string", "description": means, "minLength": least, "maxLength": most, **more}


def choice(means: str, *options: str, **more: Any) -> Part:
    """One of some words."""
    return {"type": "string", "description": means, "enum": list(options), **more}


def integer(means: str, least: int, most: int, **more: Any) -> Part:
    """A whole number."""
    return {"type": "integer", "description": means, "minimum": least, "maximum": most, **more}


def number(means: str, least: float = -1e300, most: float = 1e300, **more: Any) -> Part:
    """A finite number."""
    return {"type": "number", "description": means, "minimum": least, "maximum": most, **more}


def yes_or_no(means: str, **more: Any) -> Part:
    """A switch."""
    return {"type": "boolean", "description": means, **more}


def many(means: str, of: Part, *, most: int, least: int = 1, **more: Any) -> Part:
    """A list."""
    return {"type": "array", "description": means, "items": of, "minItems": least, "maxItems": most, **more}


def record(means: str, *, required: str = "", **properties: Part) -> Part:
    """An object within the arguments, with exactly these parts."""
    return {**arguments(required=required, **properties), "description": means}


def checked(schema: Mapping[str, Any], given: Any) -> dict[str, Any]:
    """The arguments with the schema's defaults put in, or InvalidInput whose ``fields`` name each bad argument."""
    if not isinstance(given, dict):
        raise InvalidInput.of("arguments", "The arguments must be a JSON object.")
    problems: dict[str, list[str]] = {}
    for error in Draft202012Validator(schema).iter_errors(given):
        for name, problem in _said(error):
            problems.setdefault(name, []).append(problem)
        if len(problems) >= MOST_PROBLEMS:
            break
    for name in _unstorable(given):
        problems.setdefault(name, []).append("Holds U+0000, half a surrogate pair, or a number that is not finite.")
    if problems:
        name, found = next(iter(sorted(problems.items())))
        raise InvalidInput(f"{name}: {found[0]}", fields=problems)
    defaults = {name: part["default"] for name, part in schema["properties"].items() if "default" in part}
    return {**defaults, **given}


def _said(error: ValidationError) -> list[tuple[str, str]]:
    place = ".".join(str(part) for part in error.absolute_path)
    if error.validator == "required":
        given: Any = error.instance
        missing = [name for name in cast(list[str], error.validator_value) if name not in given]
        return [(_below(place, name), "Required.") for name in missing]
    if error.validator == "additionalProperties":
        known = cast(dict[str, Any], error.schema).get("properties", {})
        unknown = [name for name in cast(dict[str, Any], error.instance) if name not in known]
        return [(_below(place, str(name)[:60]), "Unknown argument.") for name in unknown]
    return [(place or "arguments", _SENTENCES.get(str(error.validator), _plain)(error))]


def _below(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name


def _plain(error: ValidationError) -> str:
    return f"Does not fit the rule {error.validator!r}."


_TYPES = {
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "an object",
    "null": "null",
}


def _type(error: ValidationError) -> str:
    wanted: Any = error.validator_value
    names: list[str] = wanted if isinstance(wanted, list) else [wanted]
    return f"Must be {' or '.join(_TYPES.get(each, each) for each in names)}."


_SENTENCES: dict[str, Any] = {
    "type": _type,
    "enum": lambda e: f"Must be one of {', '.join(map(str, e.validator_value))}.",
    "const": lambda e: f"Must be {e.validator_value!r}.",
    "minimum": lambda e: f"Must be at least {e.validator_value}.",
    "maximum": lambda e: f"Must be at most {e.validator_value}.",
    "exclusiveMinimum": lambda e: f"Must be more than {e.validator_value}.",
    "exclusiveMaximum": lambda e: f"Must be less than {e.validator_value}.",
    "minLength": lambda e: f"Needs at least {e.validator_value} characters.",
    "maxLength": lambda e: f"At most {e.validator_value} characters; these are {len(e.instance)}.",
    "minItems": lambda e: f"Needs at least {e.validator_value} entries.",
    "maxItems": lambda e: f"At most {e.validator_value} entries; these are {len(e.instance)}.",
    "uniqueItems": lambda _e: "Entries must differ.",
    "pattern": lambda e: f"Must match {e.validator_value}.",
    "maxProperties": lambda e: f"At most {e.validator_value} entries; these are {len(e.instance)}.",
    "minProperties": lambda e: f"Needs at least {e.validator_value} entries.",
}


def _unstorable(given: dict[str, Any]) -> list[str]:
    """The arguments that hold what JSON in PostgreSQL cannot: U+0000, half surrogate pairs, not-a-number."""
    return [
        name[:60].encode("utf-8", "replace").decode() for name, value in given.items() if not _is_storable(name, value)
    ]


def _is_storable(*values: Any) -> bool:
    waiting = list(values)
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            if "\x00" in value or any("\ud800" <= character <= "\udfff" for character in value):
                return False
        elif isinstance(value, float) and not math.isfinite(value):
            return False
        elif isinstance(value, dict):
            waiting += [*value.keys(), *value.values()]
        elif isinstance(value, list):
            waiting += value
    return True
