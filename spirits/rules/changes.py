"""What a version of a minion changed, part by part, for reading."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext, gettext_noop

from spirits.rules.own_variables import line_of

PARTS = {
    "name": gettext_noop("Name"),
    "avatar": gettext_noop("Avatar"),
    "purpose": gettext_noop("Purpose"),
    "instructions": gettext_noop("Instructions"),
    "language_model": gettext_noop("Model"),
    "starter_questions": gettext_noop("Starter questions"),
    "spirits": gettext_noop("Spirits"),
    "knowledge_bases": gettext_noop("Knowledge"),
    "tool_servers": gettext_noop("Tool servers"),
    "tools_off": gettext_noop("Tools switched off"),
    "tools_asked_first": gettext_noop("Tools that ask first"),
    "memory": gettext_noop("Memory"),
    "variables": gettext_noop("Variables"),
}
# What versions that were kept before these parts existed stand for.
NEWER: dict[str, Any] = {"tools_off": [], "tools_asked_first": [], "memory": "all", "variables": []}
WORDS = {
    "memory": {
        "all": gettext_noop("Everything remembered"),
        "own": gettext_noop("Only its own"),
        "off": gettext_noop("Nothing"),
    }
}
SAID_BY_ID = frozenset({"language_model", "knowledge_bases", "tool_servers"})  # ids say nothing to people


@dataclass(frozen=True)
class Change:
    """A part that changed, with the lines that stayed (" "), went ("-") and came ("+"); none where only ids differ."""

    title: str
    lines: tuple[tuple[str, str], ...]


def changes_of(state: Mapping[str, Any], older: Mapping[str, Any] | None) -> list[Change]:
    """The parts of a version that differ from the one before; none of the first."""
    if older is None:
        return []
    before = {**NEWER, **older}
    return [
        Change(
            gettext(PARTS.get(name, name.replace("_", " ").capitalize())),
            () if name in SAID_BY_ID else tuple(_lines(_said(name, before.get(name)), _said(name, value))),
        )
        for name, value in state.items()
        if before.get(name) != value
    ]


def _said(name: str, value: Any) -> Any:
    """A value as people read it."""
    if name == "variables":
        return [line_of(each) for each in value]
    return gettext(WORDS[name][value]) if name in WORDS and value in WORDS[name] else value


def _lines(before: Any, after: Any) -> Iterator[tuple[str, str]]:
    old, new = _as_lines(before), _as_lines(after)
    for what, i, j, k, m in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if what == "equal":
            yield from ((" ", line) for line in old[i:j])
        else:
            yield from (("-", line) for line in old[i:j])
            yield from (("+", line) for line in new[k:m])


def _as_lines(value: Any) -> list[str]:
    return list(map(str, value)) if isinstance(value, list) else str(value or "").splitlines()
