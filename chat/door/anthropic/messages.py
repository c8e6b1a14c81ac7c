"""``POST /v1/messages``: whole or as content blocks in a stream."""

from typing import Any

from chat.door.anthropic.reading import asked_of
from chat.door.exchange import Exchange, Shape, Whole, sse, whole_of
from chat.door.fields import flag
from training.providers.protocol import (
    Finished,
    FinishReason,
    ReasoningDelta,
    StreamEvent,
    TextDelta,
    ToolCallDelta,
    Usage,
)
from training.providers.wire.toolcalls import arguments_of

Block = dict[str, Any]
REASONS: dict[FinishReason, str] = {
    "stop": "end_turn",
    "length": "max_tokens",
    "tool_calls": "tool_use",
    "content_filter": "refusal",
}


async def messages(exchange: Exchange) -> None:
    """Answer one message."""
    asked = asked_of(exchange.body)
    is_stream = flag(exchange.body, "stream")
    async with exchange.answering(asked) as broadcast:
        identity = f"msg_{broadcast.call_id}"
        if is_stream:
            await exchange.stream(broadcast.events(), Blocks(identity, asked.model))
            return
        whole = await whole_of(broadcast)
        reason = REASONS[whole.reason]
        await exchange.json(_message(identity, asked.model, _blocks(whole), reason, usage_of(whole.usage)))


def _message(identity: str, model: str, content: list[Block], reason: str | None, usage: Block) -> Block:
    return {
        "id": identity,
        "type": "message",
        "role": "assistant",
        "model": model,
        "content": content,
        "stop_reason": reason,
        "stop_sequence": None,
        "usage": usage,
    }


def _blocks(whole: Whole) -> list[Block]:
    found: list[Block] = []
    if whole.reasoning:
        found.append({"type": "thinking", "thinking": whole.reasoning, "signature": ""})
    if whole.text:
        found.append({"type": "text", "text": whole.text})
    return found + [
        {"type": "tool_use", "id": call.id, "name": call.name, "input": arguments_of(call.arguments)}
        for call in whole.calls
    ]


def usage_of(usage: Usage) -> Block:
    """Tokens as Anthropic counts them: those read from a cache stand apart."""
    return {
        "input_tokens": max(usage.input_tokens - usage.cached_input_tokens, 0),
        "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": usage.cached_input_tokens,
        "output_tokens": usage.output_tokens,
    }


class Blocks(Shape):
    """The stream's shape: one content block after the other, each started and stopped."""

    ping = sse({"type": "ping"}, "ping")

    def __init__(self, identity: str, model: str) -> None:
        self._identity = identity
        self._model = model
        self._index = -1
        self._open = ""
        self._usage = Usage(0, 0)
        self._reason: FinishReason = "stop"

    def start(self) -> bytes:
        """The empty message."""
        empty = _message(self._identity, self._model, [], None, usage_of(self._usage))
        return _event("message_start", message=empty)

    def event(self, event: StreamEvent) -> bytes:
        """What one event adds to its block."""
        match event:
            case TextDelta(words):
                return self._in("text", {"type": "text", "text": ""}) + self._delta("text_delta", text=words)
            case ReasoningDelta(words, _) if words:
                block = {"type": "thinking", "thinking": "", "signature": ""}
                return self._in("thinking", block) + self._delta("thinking_delta", thinking=words)
            case ToolCallDelta():
                return self._call(event)
            case Usage():
                self._usage = event
            case Finished(reason):
                self._reason = reason
        return b""

    def end(self) -> bytes:
        """Stop the block, tell the reason and the usage, stop the message."""
        delta = {"stop_reason": REASONS[self._reason], "stop_sequence": None}
        told = _event("message_delta", delta=delta, usage=usage_of(self._usage))
        return self._stop() + told + _event("message_stop")

    def _in(self, name: str, block: Block) -> bytes:
        """Open a block unless it is open."""
        if self._open == name:
            return b""
        stopped = self._stop()
        self._index += 1
        self._open = name
        return stopped + _event("content_block_start", index=self._index, content_block=block)

    def _stop(self) -> bytes:
        if not self._open:
            return b""
        self._open = ""
        return _event("content_block_stop", index=self._index)

    def _call(self, piece: ToolCallDelta) -> bytes:
        block = {"type": "tool_use", "id": piece.id, "name": piece.name, "input": {}}
        opened = self._in(f"call {piece.index}", block)
        return opened + (self._delta("input_json_delta", partial_json=piece.arguments) if piece.arguments else b"")

    def _delta(self, kind: str, **words: str) -> bytes:
        return _event("content_block_delta", index=self._index, delta={"type": kind, **words})


def _event(kind: str, **data: Any) -> bytes:
    return sse({"type": kind, **data}, kind)
