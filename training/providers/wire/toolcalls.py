"""Puts tool calls together from the pieces in which they arrive."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from training.providers.errors import ProviderGarbage
from training.providers.protocol import ToolCall, ToolCallDelta
from training.providers.wire.toolnames import ToolNames

MOST_CALLS = 128


@dataclass(slots=True)
class _Slot:
    id: str
    name: str
    arguments: list[str]
    key: object


class ToolCallBuffer:
    """Numbers the calls as they appear, whatever the provider numbers them by, and remembers each piece."""

    def __init__(self, names: ToolNames) -> None:
        self._names = names
        self._slots: list[_Slot] = []

    def __bool__(self) -> bool:
        return bool(self._slots)

    def add(self, key: object, *, id: str = "", name: str = "", arguments: str = "") -> Iterator[ToolCallDelta]:
        """The deltas for one arriving piece. A new ``key``, or a new id under the same key, starts a new call."""
        index = self._find(key, id, name)
        if index is None:
            if not name:
                raise ProviderGarbage(detail="A tool call has no name.")
            index = self._start(key, id, self._names.back(name))
            yield ToolCallDelta(index, self._slots[index].id, self._slots[index].name)
        if arguments:
            self._slots[index].arguments.append(arguments)
            yield ToolCallDelta(index, arguments=arguments)

    def complete(self) -> list[ToolCall]:
        """All calls, whole; no arguments at all mean an empty object."""
        return [ToolCall(slot.id, slot.name, "".join(slot.arguments) or "{}") for slot in self._slots]

    def _find(self, key: object, id: str, name: str) -> int | None:
        for index in range(len(self._slots) - 1, -1, -1):
            slot = self._slots[index]
            if slot.key == key:
                return index if not id or not name or id == slot.id else None
        return None

    def _start(self, key: object, id: str, name: str) -> int:
        if len(self._slots) >= MOST_CALLS:
            raise ProviderGarbage(detail=f"More than {MOST_CALLS} tool calls in one answer.")
        self._slots.append(_Slot(id or f"call_{uuid4().hex[:24]}", name, [], key))
        return len(self._slots) - 1


def arguments_of(text: str) -> dict[str, Any]:
    """A call's arguments as an object; what a model wrote wrongly goes back to it under ``invalid_json``."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {"invalid_json": text}
    return found if isinstance(found, dict) else {"invalid_json": text}
