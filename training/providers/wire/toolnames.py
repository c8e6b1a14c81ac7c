"""Tool names as providers take them: letters, digits, underscore and hyphen, 64 at most; ours have dots."""

import re
from collections.abc import Iterable

from training.providers.protocol import ChatRequest

NOT_TAKEN = re.compile(r"[^A-Za-z0-9_-]")
LONGEST = 64


class ToolNames:
    """The names of one request's tools, there and back; no two share a name on the wire."""

    def __init__(self, names: Iterable[str]) -> None:
        self._there: dict[str, str] = {}
        self._back: dict[str, str] = {}
        for name in names:
            self._add(name)

    @classmethod
    def of(cls, request: ChatRequest) -> "ToolNames":
        """The names of the tools on offer, then of those called earlier."""
        called = (call.name for turn in request.messages for call in turn.tool_calls)
        return cls([*(tool.name for tool in request.tools), *called, *(t.name for t in request.messages if t.name)])

    def there(self, name: str) -> str:
        """The name to send."""
        return self._there.get(name) or self._add(name)

    def back(self, name: str) -> str:
        """Our name for what came; a name the model made up stays as it is."""
        return self._back.get(name, name)

    def _add(self, name: str) -> str:
        if name not in self._there:
            base = NOT_TAKEN.sub("_", name)[:LONGEST] or "tool"
            sent, number = base, 2
            while sent in self._back:
                sent = f"{base[: LONGEST - len(str(number)) - 1]}_{number}"
                number += 1
            self._there[name], self._back[sent] = sent, name
        return self._there[name]
