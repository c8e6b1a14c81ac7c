"""``POST /ollama/api/chat`` and ``/api/generate``: lines of JSON, streamed unless the caller says otherwise."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from chat.door.exchange import Exchange, Shape, encoded, whole_of
from chat.door.fields import flag
from chat.door.ollama.reading import asked_of_chat, asked_of_generate
from training.providers.protocol import Finished, FinishReason, ReasoningDelta, StreamEvent, TextDelta, ToolCall, Usage
from training.providers.wire.toolcalls import arguments_of

Said = Callable[[str, str, list[ToolCall]], dict[str, Any]]
NANO = 1_000_000_000


async def chat(exchange: Exchange) -> None:
    """Answer one chat."""
    await _answer(exchange, asked_of_chat(exchange.body), _message)


async def generate(exchange: Exchange) -> None:
    """Answer one prompt."""
    await _answer(exchange, asked_of_generate(exchange.body), _response)


async def _answer(exchange: Exchange, asked: Any, said: Said) -> None:
    async with exchange.answering(asked) as broadcast:
        lines = Lines(asked.model, said)
        if flag(exchange.body, "stream", default=True):
            await exchange.stream(broadcast.events(), lines)
            return
        whole = await whole_of(broadcast)
        last = lines.last(whole.usage, whole.reason)
        await exchange.json({**last, **said(whole.text, whole.reasoning, whole.calls)})


def _message(words: str, thoughts: str, calls: list[ToolCall]) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": words}
    if thoughts:
        message["thinking"] = thoughts
    if calls:
        message["tool_calls"] = [
            {"id": call.id, "function": {"index": at, "name": call.name, "arguments": arguments_of(call.arguments)}}
            for at, call in enumerate(calls)
        ]
    return {"message": message}


def _response(words: str, thoughts: str, _: list[ToolCall]) -> dict[str, Any]:
    return {"response": words, "thinking": thoughts} if thoughts else {"response": words}


class Lines(Shape):
    """The stream's shape: one JSON object per line; tool calls come whole."""

    content_type = "application/x-ndjson"
    ping = b"\n"

    def __init__(self, model: str, said: Said) -> None:
        self._model = model
        self._said = said
        self._started = time.monotonic()
        self._usage = Usage(0, 0)
        self._reason: FinishReason = "stop"

    def start(self) -> bytes:
        """Nothing."""
        return b""

    def event(self, event: StreamEvent) -> bytes:
        """One line, or nothing."""
        match event:
            case TextDelta(words):
                return self._line(self._said(words, "", []))
            case ReasoningDelta(words, _) if words:
                return self._line(self._said("", words, []))
            case ToolCall():
                return self._line(self._said("", "", [event]))
            case Usage():
                self._usage = event
            case Finished(reason):
                self._reason = reason
        return b""

    def end(self) -> bytes:
        """The last line, with the counts."""
        return encoded({**self.last(self._usage, self._reason), **self._said("", "", [])}) + b"\n"

    def last(self, usage: Usage, reason: FinishReason) -> dict[str, Any]:
        """The counts and times of the whole answer."""
        took = int((time.monotonic() - self._started) * NANO)
        return {
            **self._head(),
            "done": True,
            "done_reason": "length" if reason == "length" else "stop",
            "total_duration": took,
            "load_duration": 0,
            "prompt_eval_count": usage.input_tokens,
            "prompt_eval_duration": 0,
            "eval_count": usage.output_tokens,
            "eval_duration": took,
        }

    def _head(self) -> dict[str, Any]:
        return {"model": self._model, "created_at": datetime.now(UTC).isoformat().replace("+00:00", "Z")}

    def _line(self, said: dict[str, Any]) -> bytes:
        return encoded({**self._head(), **said, "done": False}) + b"\n"
