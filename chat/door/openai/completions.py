"""``POST /v1/completions``: the old form, with one prompt and plain text."""

from dataclasses import replace
from typing import Any

from chat.door.errors import UnsupportedParameter
from chat.door.exchange import Exchange, Shape, sse, whole_of
from chat.door.fields import flag, part, text
from chat.door.openai.chat import DONE, usage_of
from chat.door.openai.reading import asked_of
from project.lib.errors import InvalidInput
from training.providers.protocol import Finished, StreamEvent, TextDelta, Turn, Usage


async def completions(exchange: Exchange) -> None:
    """Answer one completion."""
    body = exchange.body
    prompt = _prompt(body.get("prompt"))
    if body.get("suffix") or body.get("echo"):
        raise UnsupportedParameter.of("suffix" if body.get("suffix") else "echo", "No model here fills in between.")
    chat = {key: value for key, value in body.items() if key not in {"tools", "functions"}}
    asked = asked_of({**chat, "logprobs": None, "messages": [{"role": "user", "content": prompt}]})
    asked = replace(asked, turns=(Turn(role="user", content=prompt),))
    options = part(body, "stream_options") or {}
    async with exchange.answering(asked) as broadcast:
        head = {
            "id": f"cmpl-{broadcast.call_id}",
            "object": "text_completion",
            "created": broadcast.created,
            "model": text(body, "model"),
        }
        if flag(body, "stream"):
            await exchange.stream(broadcast, Pieces(head, has_usage=flag(options, "include_usage")))
            return
        whole = await whole_of(broadcast)
        await exchange.json({**head, "choices": [_choice(whole.text, whole.reason)], "usage": usage_of(whole.usage)})


class Pieces(Shape):
    """The stream's shape."""

    def __init__(self, head: dict[str, Any], *, has_usage: bool) -> None:
        self._head = head
        self._has_usage = has_usage
        self._usage = Usage(0, 0)

    def start(self) -> bytes:
        """Nothing: the old form names no role."""
        return b""

    def event(self, event: StreamEvent) -> bytes:
        """One piece of text, or the end's reason."""
        match event:
            case TextDelta(words):
                return sse({**self._head, "choices": [_choice(words, None)]})
            case Usage():
                self._usage = event
            case Finished(reason):
                return sse({**self._head, "choices": [_choice("", reason)]})
        return b""

    def end(self) -> bytes:
        """The usage where it was asked for, and the mark of the end."""
        last = {**self._head, "choices": [], "usage": usage_of(self._usage)}
        return (sse(last) if self._has_usage else b"") + DONE


def _prompt(given: Any) -> str:
    if isinstance(given, list) and len(given) == 1 and isinstance(given[0], str):
        given = given[0]
    if not isinstance(given, str) or not given:
        raise InvalidInput.of("prompt", "'prompt' must be one text; token ids and several prompts are not supported.")
    return given


def _choice(words: str, reason: str | None) -> dict[str, Any]:
    return {"index": 0, "text": words, "logprobs": None, "finish_reason": reason}
