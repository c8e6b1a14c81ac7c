"""A result that no finite number can hold: the caller's numbers were too extreme, which is not the tool's fault."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

from spirits.tools.errors import BeyondNumbers


def beyond_numbers(arguments: Mapping[str, Any]) -> BeyondNumbers:
    """The refusal, which names the argument that holds the number farthest from one in either direction."""
    error = BeyondNumbers()
    reach = {name: max(map(_reach, _numbers(value)), default=0.0) for name, value in arguments.items()}
    if farthest := max(reach, key=lambda name: reach[name], default=None):
        error.fields = {farthest: [error.message]}
    return error


def _reach(number: float) -> float:
    return abs(math.log10(abs(number))) if number else 0.0


def _numbers(value: Any) -> Iterator[float]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _numbers(each)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield value
