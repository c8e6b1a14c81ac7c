"""A loopback server that speaks OpenAI's protocol."""

import base64
import struct
from collections.abc import AsyncGenerator
from typing import Any

from project.testing.wire import Received, Wire
from training.providers.loopback.server import ModelServer, Route, replayed, sse
from training.providers.protocol import (
    ChatRequest,
    Finished,
    ImagePart,
    ReasoningDelta,
    StreamEvent,
    TextDelta,
    TextPart,
    ToolCall,
    ToolCallDelta,
    ToolSpec,
    Turn,
    Usage,
)

ID = "chatcmpl-loopback"
CREATED = 1_700_000_000


class OpenAIServer(ModelServer):
    """``/v1/models``, ``/v1/chat/completions`` (streamed and whole) and ``/v1/embeddings``."""

    def __init__(self, *, sends_done: bool = True, closes: bool = True, **more: Any) -> None:
        super().__init__(**more)
        self.sends_done = sends_done
        self.closes = closes

    @property
    def base_url(self) -> str:
        """The root of the protocol."""
        return f"{self.url}/v1"

    def routes(self) -> dict[str, Route]:
        """The protocol's doors."""
        return {
            "GET /v1/models": self._models,
            "POST /v1/chat/completions": self._chat,
            "POST /v1/embeddings": self._embed,
        }

    def key_of(self, request: Received) -> str:
        """The bearer token."""
        return request.headers.get("authorization", "").removeprefix("Bearer ")

    def error_body(self, status: int, message: str, code: str = "") -> Any:
        """OpenAI's error."""
        kind = "invalid_request_error" if status < 500 else "server_error"
        return {"error": {"message": message, "type": kind, "param": None, "code": code or None}}

    def delta(self, text: str) -> bytes:
        """A chunk with text."""
        return sse(_chunk("scripted", {"content": text}))

    def stream_error(self, message: str) -> bytes:
        """A failure as a data line."""
        return sse({"error": {"message": message, "type": "server_error", "code": None}})

    async def _models(self, request: Received, wire: Wire) -> None:
        cards = await self.scripted.models()
        data = [{"id": c.name, "object": "model", "created": CREATED, "owned_by": "loopback"} for c in cards]
        await wire.json({"object": "list", "data": data})

    async def _chat(self, request: Received, wire: Wire) -> None:
        body = request.json
        events = self.performed(_request(body))
        first = await anext(events)
        if not body.get("stream"):
            await wire.json(await _whole(body["model"], first, events))
            return
        await wire.head(content_type="text/event-stream; charset=utf-8")
        has_usage = bool((body.get("stream_options") or {}).get("include_usage"))
        await wire.chunk(sse(_chunk(body["model"], {"role": "assistant", "content": ""})))
        usage: Usage | None = None
        async for event in replayed(first, events):
            if isinstance(event, Usage):
                usage = event
            elif delta := _delta(event):
                await wire.chunk(sse(_chunk(body["model"], delta)))
            elif isinstance(event, Finished):
                await wire.chunk(sse(_chunk(body["model"], {}, event.reason)))
        if has_usage and usage:
            await wire.chunk(sse({**_chunk(body["model"], {}), "choices": [], "usage": _usage(usage)}))
        if self.sends_done:
            await wire.chunk(sse("[DONE]"))
        if not self.closes:
            await wire.gone()
        await wire.end()

    async def _embed(self, request: Received, wire: Wire) -> None:
        body = request.json
        given = body["input"]
        several = [given] if isinstance(given, str) or isinstance(given[0], int) else given
        texts = [each if isinstance(each, str) else " ".join(map(str, each)) for each in several]
        found = await self.scripted.embed(texts, body["model"])
        is_packed = body.get("encoding_format") == "base64"
        data = [
            {"object": "embedding", "index": index, "embedding": _packed(vector) if is_packed else list(vector)}
            for index, vector in enumerate(found.vectors)
        ]
        usage = {"prompt_tokens": found.input_tokens, "total_tokens": found.input_tokens}
        await wire.json({"object": "list", "data": list(reversed(data)), "model": body["model"], "usage": usage})


def _request(body: dict[str, Any]) -> ChatRequest:
    return ChatRequest(
        model=body["model"],
        messages=tuple(_turn(message) for message in body["messages"]),
        tools=tuple(
            ToolSpec(tool["function"]["name"], tool["function"].get("description", ""), tool["function"]["parameters"])
            for tool in body.get("tools", ())
        ),
        seed=body.get("seed"),
    )


def _turn(message: dict[str, Any]) -> Turn:
    content = message.get("content") or ""
    calls = tuple(
        ToolCall(call["id"], call["function"]["name"], call["function"]["arguments"])
        for call in message.get("tool_calls") or ()
    )
    if not isinstance(content, str):
        content = tuple(
            TextPart(part["text"]) if part["type"] == "text" else _image(part["image_url"]["url"]) for part in content
        )
    return Turn(message["role"], content, tool_calls=calls, tool_call_id=message.get("tool_call_id", ""))


def _image(url: str) -> ImagePart:
    head, _, data = url.partition(",")
    return ImagePart(head.removeprefix("data:").removesuffix(";base64"), base64.b64decode(data))


def _delta(event: StreamEvent) -> dict[str, Any] | None:
    match event:
        case TextDelta(text):
            return {"content": text}
        case ReasoningDelta(text):
            return {"reasoning_content": text}
        case ToolCallDelta(index, call_id, name, arguments) if call_id:
            function = {"name": name, "arguments": arguments}
            return {"tool_calls": [{"index": index, "id": call_id, "type": "function", "function": function}]}
        case ToolCallDelta(index, _, _, arguments):
            return {"tool_calls": [{"index": index, "function": {"arguments": arguments}}]}
    return None


def _chunk(model: str, delta: dict[str, Any], reason: str | None = None) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": reason}
    return {"id": ID, "object": "chat.completion.chunk", "created": CREATED, "model": model, "choices": [choice]}


async def _whole(model: str, first: StreamEvent, rest: AsyncGenerator[StreamEvent, None]) -> dict[str, Any]:
    events = [event async for event in replayed(first, rest)]
    text = "".join(event.text for event in events if isinstance(event, TextDelta))
    calls = [
        {"id": event.id, "type": "function", "function": {"name": event.name, "arguments": event.arguments}}
        for event in events
        if isinstance(event, ToolCall)
    ]
    message = {"role": "assistant", "content": text or None, **({"tool_calls": calls} if calls else {})}
    reason = next(event.reason for event in events if isinstance(event, Finished))
    usage = next(_usage(event) for event in events if isinstance(event, Usage))
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": reason}
    return {
        "id": ID, "object": "chat.completion", "created": CREATED, "model": model, "choices": [choice], "usage": usage,
    }  # fmt: skip


def _usage(usage: Usage) -> dict[str, Any]:
    total = usage.input_tokens + usage.output_tokens
    return {"prompt_tokens": usage.input_tokens, "completion_tokens": usage.output_tokens, "total_tokens": total}


def _packed(vector: tuple[float, ...]) -> str:
    return base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode()
