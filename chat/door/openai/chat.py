"""``POST /v1/chat/completions``: whole or as a stream of ``chat.completion.chunk``."""

from collections.abc import Sequence
from typing import Any

from chat.door.choices import Choice, choices_of
from chat.door.exchange import Exchange, Shape, Whole, all_of, sse
from chat.door.fields import flag, part
from chat.door.openai.reading import asked_of, times_of
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
    """Answer one chat completion, with as many choices as are asked for."""
    asked = asked_of(exchange.body)
    times = times_of(exchange.body)
    options = part(exchange.body, "stream_options") or {}
    is_stream = flag(exchange.body, "stream")
    async with exchange.answering_times(asked, times) as broadcasts:
        first = broadcasts[0]
        head = {"id": f"chatcmpl-{first.call_id}", "created": first.created, "model": asked.model}
        if is_stream:
            shape = Chunks(head, times, has_usage=flag(options, "include_usage"))
            await exchange.stream(first.events() if times == 1 else choices_of(broadcasts), shape)
        else:
            await exchange.json(completion_of(await all_of(broadcasts), head))


class Chunks(Shape):
    """The stream's shape: one id, the role first, tool calls by index, usage in a last chunk without choices if asked."""

    def __init__(self, head: dict[str, Any], times: int = 1, *, has_usage: bool) -> None:
        self._head = {"object": "chat.completion.chunk", **head}
        self._times = times
        self._has_usage = has_usage
        self._usages: list[Usage] = []

    def start(self) -> bytes:
        """The role of each choice."""
        return b"".join(self._chunk({"role": "assistant", "content": ""}, number) for number in range(self._times))

    def event(self, event: StreamEvent | Choice) -> bytes:
        """One chunk, or nothing."""
        number = 0
        if isinstance(event, Choice):
            number, event = event.number, event.event
        match event:
            case TextDelta(words):
                return self._chunk({"content": words}, number)
            case ReasoningDelta(words, _) if words:
                return self._chunk({"reasoning_content": words}, number)
            case ToolCallDelta():
                return self._chunk({"tool_calls": [_piece(event)]}, number)
            case Usage():
                self._usages.append(event)
            case Finished(reason):
                return self._chunk({}, number, reason)
        return b""

    def end(self) -> bytes:
        """The usage where it was asked for, and the mark of the end."""
        if not self._has_usage:
            return DONE
        return sse({**self._head, "choices": [], "usage": usage_of(self._usages)}) + DONE

    def _chunk(self, delta: dict[str, Any], number: int, reason: str | None = None) -> bytes:
        choice = {"index": number, "delta": delta, "logprobs": None, "finish_reason": reason}
        more = {"usage": None} if self._has_usage else {}
        return sse({**self._head, "choices": [choice], **more})


def _piece(delta: ToolCallDelta) -> dict[str, Any]:
    """The id, type and name come with the first piece only."""
    if not delta.name:
        return {"index": delta.index, "function": {"arguments": delta.arguments}}
    function = {"name": delta.name, "arguments": delta.arguments}
    return {"index": delta.index, "id": delta.id, "type": "function", "function": function}


def completion_of(answers: Sequence[Whole], head: dict[str, Any]) -> dict[str, Any]:
    """The whole answer, one choice for each."""
    return {
        "object": "chat.completion",
        **head,
        "choices": [_choice(each, number) for number, each in enumerate(answers)],
        "usage": usage_of([each.usage for each in answers]),
    }


def _choice(whole: Whole, number: int) -> dict[str, Any]:
    message: dict[str, Any] = {
        "role": "assistant",
        "content": whole.text or (None if whole.calls else ""),
        "refusal": None,
    }
    if whole.reasoning:
        message["reasoning_content"] = whole.reasoning
    if whole.calls:
        message["tool_calls"] = [_call(each) for each in whole.calls]
    return {"index": number, "message": message, "logprobs": None, "finish_reason": whole.reason}


def _call(call: ToolCall) -> dict[str, Any]:
    return {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}}


def usage_of(usages: Sequence[Usage]) -> dict[str, Any]:
    """Tokens as OpenAI counts them, of all choices together: the prompt counts as often as it was sent."""
    read, written = sum(each.input_tokens for each in usages), sum(each.output_tokens for each in usages)
    return {
        "prompt_tokens": read,
        "completion_tokens": written,
        "total_tokens": read + written,
        "prompt_tokens_details": {"cached_tokens": sum(each.cached_input_tokens for each in usages)},
        "completion_tokens_details": {"reasoning_tokens": sum(each.reasoning_tokens for each in usages)},
    }
