"""Numbers and choices of a run's config, checked one by one."""

import math
from collections.abc import Collection, Mapping
from typing import Any

from project.lib.errors import InvalidInput


def refuse_unknown(config: Mapping[str, Any], known: Collection[str]) -> None:
    """InvalidInput that names what no executor of this kind knows."""
    unknown = sorted(set(config) - set(known))
    if unknown:
        raise InvalidInput.of("config", f"Unknown: {unknown[0][:40]}. Expected {', '.join(sorted(known))}.")


def whole(config: Mapping[str, Any], name: str, otherwise: int, *, least: int, most: int) -> int:
    """A whole number within its bounds."""
    value = config.get(name, otherwise)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise InvalidInput.of("config", f"{name}: expected a whole number from {least:,} to {most:,}.")
    return value


def number(config: Mapping[str, Any], name: str, otherwise: float, *, least: float, most: float) -> float:
    """A number within its bounds."""
    value = config.get(name, otherwise)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise InvalidInput.of("config", f"{name}: expected a number.")
    if not least <= value <= most:
        raise InvalidInput.of("config", f"{name}: expected a number from {least:g} to {most:g}.")
    return float(value)


def words(config: Mapping[str, Any], name: str, otherwise: str = "", *, most: int) -> str:
    """A text that is not too long."""
    value = config.get(name, otherwise)
    if not isinstance(value, str) or len(value) > most or "\x00" in value:
        raise InvalidInput.of("config", f"{name}: expected a text of at most {most:,} characters.")
    return value


def yes_or_no(config: Mapping[str, Any], name: str, otherwise: bool) -> bool:
    """True or false."""
    value = config.get(name, otherwise)
    if not isinstance(value, bool):
        raise InvalidInput.of("config", f"{name}: expected true or false.")
    return value
