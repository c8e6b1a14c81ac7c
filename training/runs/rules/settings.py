"""Settings of an executor: what each is called and means, which values it takes, and a config checked by them."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from project.lib.errors import InvalidInput


class Kind(StrEnum):
    """What a setting's value is."""

    WHOLE = "whole"  # a whole number
    NUMBER = "number"
    LINE = "line"  # a short text
    TEXT = "text"
    TEXTS = "texts"  # a list of texts
    WHOLES = "wholes"  # a list of whole numbers
    CHOICE = "choice"
    SWITCH = "switch"


@dataclass(frozen=True)
class Setting:
    """One setting. ``least`` and ``most`` bound a number, or the length of a text; ``otherwise`` stands for an absent value.

    A choice takes a value of ``choices``, of (value, label); one without any is settled by the executor itself.
    """

    name: str
    label: str
    kind: Kind
    otherwise: Any = None
    meaning: str = ""
    least: float = 0
    most: float = 0
    choices: tuple[tuple[str, str], ...] = ()
    is_required: bool = False

    def problem(self, value: Any) -> str:
        """What is wrong with a value; empty where nothing is."""
        match self.kind:
            case Kind.WHOLE:
                fits = type(value) is int and self.least <= value <= self.most
                return "" if fits else f"Expected a whole number from {self.least:,} to {self.most:,}."
            case Kind.NUMBER:
                fits = type(value) in (int, float) and math.isfinite(value) and self.least <= value <= self.most
                return "" if fits else f"Expected a number from {self.least:g} to {self.most:g}."
            case Kind.SWITCH:
                return "" if isinstance(value, bool) else "Expected true or false."
            case Kind.TEXTS:
                return (
                    ""
                    if isinstance(value, list) and all(map(self._fits, value))
                    else f"Expected texts of at most {self.most:,} characters."
                )
            case Kind.WHOLES:
                fits = (
                    isinstance(value, list)
                    and bool(value)
                    and all(type(each) is int and self.least <= each <= self.most for each in value)
                )
                return "" if fits else f"Expected whole numbers from {self.least:,} to {self.most:,}."
        if not self._fits(value):
            return f"Expected a text of at most {self.most:,} characters."
        if self.choices and value not in (each for each, _ in self.choices):
            return f"Expected one of {', '.join(each for each, _ in self.choices)}."
        return "This is needed." if self.is_required and not value.strip() else ""

    def _fits(self, value: Any) -> bool:
        return isinstance(value, str) and len(value) <= self.most and "\x00" not in value


def checked_config(settings: Sequence[Setting], config: Mapping[str, Any]) -> dict[str, Any]:
    """The config with every default written out; an InvalidInput names all that is wrong, as ``config.NAME``."""
    known = {each.name: each for each in settings}
    wrong = {
        name: f"There is no such setting. There are {', '.join(known) or 'none'}."
        for name in map(str, config)
        if name not in known
    }
    found: dict[str, Any] = {}
    for name, setting in known.items():
        value = config.get(name, setting.otherwise)
        if value is None and not (name in config or setting.is_required):
            continue
        if problem := "This is needed." if value is None and setting.is_required else setting.problem(value):
            wrong[name] = problem
        found[name] = float(value) if setting.kind == Kind.NUMBER and not problem else value
    if wrong:
        raise bad_settings(wrong)
    return found


def bad_settings(wrong: Mapping[str, str]) -> InvalidInput:
    """The error about these settings."""
    fields = {f"config.{name[:60]}": [problem] for name, problem in wrong.items()}
    [first, *others] = wrong.items()
    return InvalidInput("" if others else f"{first[0][:60]}: {first[1]}", fields=fields)


def bad_setting(name: str, problem: str) -> InvalidInput:
    """The error about one setting."""
    return bad_settings({name: problem})


def with_choices(settings: Iterable[Setting], choices: Mapping[str, Iterable[tuple[str, str]]]) -> list[Setting]:
    """The settings, those of ``choices`` with what a person may choose from now."""
    return [
        Setting(**{**vars(each), "choices": tuple(choices[each.name])}) if each.name in choices else each
        for each in settings
    ]
