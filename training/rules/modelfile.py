"""Reads a Modelfile into what Ollama's server wants to be told."""

import re
from typing import Any

from project.lib.errors import InvalidInput

LONGEST = 200_000
INSTRUCTION = re.compile(r"\s*([A-Za-z]+)[ \t]+(.*)", re.DOTALL)
SEVERAL = {"stop"}  # parameters that may be given more than once
ROLES = {"system", "user", "assistant"}
NUMBER = re.compile(r"-?\d+(\.\d+)?")


def recipe_of(modelfile: str) -> dict[str, Any]:
    """FROM, SYSTEM, TEMPLATE, LICENSE, PARAMETER and MESSAGE; InvalidInput names the line of anything else."""
    if len(modelfile) > LONGEST:
        raise InvalidInput.of("modelfile", f"At most {LONGEST:,} characters.")
    recipe: dict[str, Any] = {}
    for number, keyword, value in _instructions(modelfile):
        _take(recipe, number, keyword, value)
    if "from" not in recipe:
        raise InvalidInput.of("modelfile", "A Modelfile begins with FROM and the name of a model.")
    return recipe


def _take(recipe: dict[str, Any], number: int, keyword: str, value: str) -> None:
    match keyword:
        case "from":
            if value.startswith(("/", "./", "~", "../")):
                raise _wrong(number, "FROM must name a model; files of this machine are not sent to the server.")
            recipe["from"] = value
        case "system" | "template" | "license":
            recipe[keyword] = value
        case "parameter":
            name, _, given = value.partition(" ")
            if not given.strip():
                raise _wrong(number, "PARAMETER needs a name and a value.")
            _set(recipe.setdefault("parameters", {}), name, _plain(given.strip()))
        case "message":
            role, _, words = value.partition(" ")
            if role not in ROLES or not words.strip():
                raise _wrong(number, "MESSAGE needs a role (system, user or assistant) and a text.")
            recipe.setdefault("messages", []).append({"role": role, "content": _unquoted(words.strip())})
        case _:
            raise _wrong(number, f"{keyword.upper()[:20]} is not supported.")


def _set(parameters: dict[str, Any], name: str, value: Any) -> None:
    if name in SEVERAL:
        parameters.setdefault(name, []).append(str(value))
    else:
        parameters[name] = value


def _instructions(text: str) -> list[tuple[int, str, str]]:
    """Each instruction with the number of its line; a text in three quotes may go over several lines."""
    found: list[tuple[int, str, str]] = []
    lines = text.replace("\r\n", "\n").split("\n")
    place = 0
    while place < len(lines):
        number, line = place + 1, lines[place]
        place += 1
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        said = INSTRUCTION.fullmatch(line)
        if not said:
            raise _wrong(number, "Expected an instruction and its value.")
        value = said[2].strip()
        while value.count('"""') == 1:
            if place == len(lines):
                raise _wrong(number, 'The text that begins with """ has no end.')
            value += "\n" + lines[place]
            place += 1
        found.append((number, said[1].lower(), _unquoted(value)))
    return found


def _unquoted(value: str) -> str:
    for quote in ('"""', '"'):
        if len(value) >= 2 * len(quote) and value.startswith(quote) and value.rstrip().endswith(quote):
            return value.rstrip()[len(quote) : -len(quote)]
    return value


def _plain(value: str) -> Any:
    """A number or yes and no as such, else the text."""
    if NUMBER.fullmatch(value):
        return float(value) if "." in value else int(value)
    return {"true": True, "false": False}.get(value, _unquoted(value))


def _wrong(number: int, problem: str) -> InvalidInput:
    return InvalidInput.of("modelfile", f"Line {number}: {problem}")
