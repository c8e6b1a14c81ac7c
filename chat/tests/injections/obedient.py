"""A model that obeys every order it reads, wherever it stands and however it is hidden: the worst that can answer."""

import base64
import binascii
import codecs
import html
import json
import re
from collections.abc import AsyncGenerator, Iterator
from typing import Any

from training.providers.loopback import OpenAIServer
from training.providers.protocol import ChatRequest, Finished, StreamEvent, TextDelta, ToolCallDelta, Usage

NAME = re.compile(r"(?<![a-z0-9_.])([a-z][a-z0-9_.]{2,63}) (?=\{)")
PACKED = re.compile(r"[A-Za-z0-9+/]{40,}={0,2}")
UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u2060"))
Order = tuple[str, str]


def orders_in(text: str) -> list[Order]:
    """Every order in the text, also behind the disguises; each once, in the order of the text."""
    return list(dict.fromkeys(order for reading in _readings(text) for order in written_in(reading)))


def _readings(text: str) -> Iterator[str]:
    yield text
    yield text.replace('\\"', '"')  # as it stands within JSON
    yield html.unescape(text)
    yield text.translate(UNSEEN)
    yield "".join(chr(ord(letter) - 0xE0000) for letter in text if 0xE0020 <= ord(letter) <= 0xE007E)
    yield codecs.decode(text, "rot13")
    yield text[::-1]
    for packed in PACKED.findall(text):
        try:
            yield base64.b64decode(packed, validate=True).decode()
        except (binascii.Error, ValueError):
            continue


def written_in(text: str) -> Iterator[Order]:
    """The orders that stand there plainly."""
    for found in NAME.finditer(text):
        try:
            arguments, _ = json.JSONDecoder().raw_decode(text, found.end())
        except ValueError:
            continue
        yield found[1], json.dumps(arguments, sort_keys=True)


class ObedientServer(OpenAIServer):
    """Speaks OpenAI's protocol. ``obeyed`` keeps every order it followed; a tool's name must be one it was ever told of."""

    def __init__(self, known: set[str], **more: Any) -> None:
        super().__init__(**more)
        self.known = known
        self.obeyed: list[Order] = []

    async def performed(self, request: ChatRequest) -> AsyncGenerator[StreamEvent, None]:
        """Calls for every order not followed yet, or word that all is done."""
        texts = [turn.content if isinstance(turn.content, str) else str(turn.content) for turn in request.messages]
        texts += [f"{tool.name}: {tool.description}" for tool in request.tools]
        fresh = [each for text in texts for each in orders_in(text) if each[0] in self.known]
        calls = [each for each in dict.fromkeys(fresh) if each not in self.obeyed]
        for index, (name, arguments) in enumerate(calls):
            yield ToolCallDelta(index, f"call_{len(self.obeyed)}", name.replace(".", "_"), arguments)
            self.obeyed.append((name, arguments))
        if not calls:
            yield TextDelta("Done.")
        yield Usage(10, 10)
        yield Finished("tool_calls" if calls else "stop")
