"""Takes parameters out of a request's body, and names the one that is wrong. Unknown parameters are passed over."""

from typing import Any

from project.lib.errors import InvalidInput

Body = dict[str, Any]


def text(body: Body, name: str, *, default: str | None = None) -> str:
    """A text; required where there is no default."""
    value = body.get(name)
    if value is None and default is not None:
        return default
    if not isinstance(value, str) or (default is None and not value):
        raise InvalidInput.of(name, f"'{name}' must be a text." if name in body else f"'{name}' is required.")
    return value


def number(body: Body, name: str, *, least: float, most: float) -> float | None:
    """A number within bounds, or None."""
    value = body.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise InvalidInput.of(name, f"'{name}' must be a number from {least:g} to {most:g}.")
    return value


def whole(body: Body, name: str, *, least: int = 1, most: int = 10_000_000) -> int | None:
    """A whole number within bounds, or None."""
    value = body.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise InvalidInput.of(name, f"'{name}' must be a whole number from {least} to {most}.")
    return value


def flag(body: Body, name: str, *, default: bool = False) -> bool:
    """Yes or no."""
    value = body.get(name)
    if value is None:
        return default
    if not isinstance(value, bool):
        raise InvalidInput.of(name, f"'{name}' must be true or false.")
    return value


def objects(body: Body, name: str, *, most: int, is_required: bool = False) -> list[Body]:
    """A list of objects."""
    value = body.get(name)
    if value is None and not is_required:
        return []
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise InvalidInput.of(name, f"'{name}' must be a list of objects.")
    if len(value) > most or (is_required and not value):
        raise InvalidInput.of(name, f"'{name}' must have 1 to {most} entries.")
    return value


def part(body: Body, name: str) -> Body | None:
    """An object, or None."""
    value = body.get(name)
    if value is not None and not isinstance(value, dict):
        raise InvalidInput.of(name, f"'{name}' must be an object.")
    return value


def texts(body: Body, name: str, *, most: int) -> tuple[str, ...]:
    """A text or a list of texts."""
    value = body.get(name)
    found = [] if value is None else [value] if isinstance(value, str) else value
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found) or len(found) > most:
        raise InvalidInput.of(name, f"'{name}' must be a text or a list of up to {most} texts.")
    return tuple(each for each in found if each)
