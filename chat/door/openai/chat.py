"""``POST /v1/chat/completions``: whole or as a stream of ``chat.completion.chunk``."""

from typing import Any

from chat.door.exchange import Exchange, Shape, Whole, sse, whole_of
from chat.door.fields import flag, part
from chat.door.openai.reading import asked_of
from training.providers.protocol import (
    Finished,
    ReasoningDelta,
    StreamEvent,
    TextDelta,
    ToolCall,
    ToolCallDelta,
    Usage,
)

DONE = b"data: [DONE]\n\n"


async def chat_completions(exchange: Exchange) -> None:
    """Answer one chat completion."""
    asked = asked_of(exchange.body)
    options = part(exchange.body, "stream_options") or {}
    is_stream = flag(exchange.body, "stream")
    async with exchange.answering(asked) as broadcast:
        identity = f"chatcmpl-{broadcast.call_id}"
        if is_stream:
            shape = Chunks(identity, broadcast.created, asked.model, has_usage=flag(options, "include_usage"))
            await exchange.stream(broadcast, shape)
        else:
            whole = await whole_of(broadcast)
            await exchange.json(completion_of(whole, identity, broadcast.created, asked.model))


class Chunks(Shape):
    """The stream's shape: one id, the role first, tool calls by index, usage in a last chunk without choices if asked."""

    def __init__(self, identity: str, created: int, model: str, *, has_usage: bool) -> None:
        self._head = {"id": identity, "object": "chat.completion.chunk", "created": created, "model": model}
        self._has_usage = has_usage
        self._usage = Usage(0, 0)

    def start(self) -> bytes:
        """The role."""
        return self._chunk({"role": "assistant", "content": ""})

    def event(self, event: StreamEvent) -> bytes:
        """One chunk, or nothing."""
        match event:
            case TextDelta(words):
                return self._chunk({"content": words})
            case ReasoningDelta(words, _) if words:
                return self._chunk({"reasoning_content": words})
            case ToolCallDelta():
                return self._chunk({"tool_calls": [_piece(event)]})
            case Usage():
                self._usage = event
            case Finished(reason):
                return self._chunk({}, reason)
        return b""

    def end(self) -> bytes:
        """The usage where it was asked for, and the mark of the end."""
        if not self._has_usage:
            return DONE
        return sse({**self._head, "choices": [], "usage": usage_of(self._usage)}) + DONE

    def _chunk(self, delta: dict[str, Any], reason: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": reason}
        more = {"usage": None} if self._has_usage else {}
        return sse({**self._head, "choices": [choice], **more})


def _piece(delta: ToolCallDelta) -> dict[str, Any]:
    """The id, type and name come with the first piece only."""
    if not delta.name:
        return {"index": delta.index, "function": {"arguments": delta.arguments}}
    function = {"name": delta.name, "arguments": delta.arguments}
    return {"index": delta.index, "id": delta.id, "type": "function", "function": function}


def completion_of(whole: Whole, identity: str, created: int, model: str) -> dict[str, Any]:
    """The whole answer."""
    message: dict[str, Any] = {
        "role": "assistant",
        "content": whole.text or (None if whole.calls else ""),
        "refusal": None,
    }
    if whole.reasoning:
        message["reasoning_content"] = whole.reasoning
    if whole.calls:
        message["tool_calls"] = [_call(each) for each in whole.calls]
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": whole.reason}
    return {
        "id": identity,
        "object": "chat.completion",
        "created": created,
        "model": model,
        "choices": [choice],
        "usage": usage_of(whole.usage),
    }


def _call(call: ToolCall) -> dict[str, Any]:
    return {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}}


def usage_of(usage: Usage) -> dict[str, Any]:
    """Tokens as OpenAI counts them."""
    return {
        "prompt_tokens": usage.input_tokens,
        "completion_tokens": usage.output_tokens,
        "total_tokens": usage.input_tokens + usage.output_tokens,
        "prompt_tokens_details": {"cached_tokens": usage.cached_input_tokens},
        "completion_tokens_details": {"reasoning_tokens": usage.reasoning_tokens},
    }
