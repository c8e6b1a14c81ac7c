"""Reads settings from the environment: every one has a name, a laptop default, a meaning and a check that stops a nonsense start."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent.parent

if os.environ.get("DAIMON_ENV_FILE", "") != "none":
    environ.Env.read_env(os.environ.get("DAIMON_ENV_FILE") or BASE_DIR / ".env")

T = TypeVar("T")


@dataclass(frozen=True)
class Declared:
    """One documented setting, as docs/configuration.md lists it."""

    name: str
    default: str
    meaning: str


declared: dict[str, Declared] = {}


def setting(
    name: str, parse: Callable[[str], T], *, default: str, meaning: str, expected: str = "", is_secret: bool = False
) -> T:
    """Return the environment variable ``name`` parsed, or its default.

    ``parse`` raises ValueError for nonsense; the start then stops with the variable's name, its value (never a secret
    one) and what was ``expected``.
    """
    declared[name] = Declared(name, default, meaning)
    raw = os.environ.get(name, default)
    try:
        return parse(raw)
    except (ValueError, TypeError) as error:
        what = expected or str(error)
        shown = "…" if is_secret else repr(raw)
        raise ImproperlyConfigured(f"{name}={shown} makes no sense: expected {what}.") from error


def text(raw: str) -> str:
    """Any text, surrounding blanks removed."""
    return raw.strip()


def boolean(raw: str) -> bool:
    """True or false, in the words people use."""
    value = raw.strip().lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off", ""}:
        return False
    raise ValueError("true or false")


def words(raw: str) -> list[str]:
    """A list separated by commas; blanks and empty parts are dropped."""
    return [part.strip() for part in raw.split(",") if part.strip()]


def whole(*, least: int, most: int) -> Callable[[str], int]:
    """A parser for whole numbers from ``least`` to ``most``."""

    def parse(raw: str) -> int:
        number = int(raw)
        if not least <= number <= most:
            raise ValueError
        return number

    parse.__doc__ = f"a whole number from {least} to {most}"
    return parse


def one_of(*allowed: str) -> Callable[[str], str]:
    """A parser for one word out of ``allowed``."""

    def parse(raw: str) -> str:
        if raw.strip() not in allowed:
            raise ValueError
        return raw.strip()

    return parse


def number_setting(name: str, default: int, *, least: int, most: int, meaning: str) -> int:
    """A whole-number setting whose limits are part of its error message."""
    return setting(
        name,
        whole(least=least, most=most),
        default=str(default),
        meaning=meaning,
        expected=f"a whole number from {least} to {most}",
    )


def choice_setting(name: str, default: str, *allowed: str, meaning: str) -> str:
    """A setting that is one of a few words."""
    return setting(name, one_of(*allowed), default=default, meaning=meaning, expected="one of " + ", ".join(allowed))


def switch(name: str, default: bool, *, meaning: str) -> bool:
    """A true/false setting."""
    return setting(name, boolean, default="true" if default else "false", meaning=meaning, expected="true or false")


Settings = dict[str, Any]
