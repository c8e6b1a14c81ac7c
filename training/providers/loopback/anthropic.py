"""A loopback server that speaks Anthropic's protocol."""

import base64
import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

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

KINDS = {
    400: "invalid_request_error",
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    529: "overloaded_error",
}
REASONS = {"stop": "end_turn", "length": "max_tokens", "tool_calls": "tool_use", "content_filter": "refusal"}


class AnthropicServer(ModelServer):
    """``/v1/models`` and ``/v1/messages``, streamed and whole."""

    @property
    def base_url(self) -> str:
        """The server's root."""
        return self.url

    def routes(self) -> dict[str, Route]:
        """The protocol's doors."""
        return {"GET /v1/models": self._models, "POST /v1/messages": self._messages}

    def key_of(self, request: Received) -> str:
        """The key in Anthropic's own header, or as a bearer token, as its newer clients send it."""
        return request.headers.get("x-api-key") or request.headers.get("authorization", "").removeprefix("Bearer ")

    def error_body(self, status: int, message: str, code: str = "") -> Any:
        """Anthropic's error; a code only tests know is put into the message."""
        kind = KINDS.get(status, "api_error" if status >= 500 else "invalid_request_error")
        return {"type": "error", "error": {"type": kind, "message": f"{message} {code}".strip()}}

    def delta(self, text: str) -> bytes:
        """An event with text."""
        return _event("content_block_delta", index=0, delta={"type": "text_delta", "text": text})

    def stream_error(self, message: str) -> bytes:
        """A failure as an event."""
        return _event("error", error={"type": "api_error", "message": message})

    async def _models(self, request: Received, wire: Wire) -> None:
        cards = [card for card in await self.scripted.models() if "chat" in card.capabilities]
        last = parse_qs(urlsplit(request.path).query).get("after_id", [""])[0]
        after = next((number for number, card in enumerate(cards, 1) if card.name == last), 0)
        shown = cards[after : after + 4]
        data = [
            {"type": "model", "id": c.name, "display_name": c.name.title(), "created_at": "2025-01-01T00:00:00Z",
             "lifecycle": "active", "max_input_tokens": c.context_length, "max_tokens": 8192}
            for c in shown
        ]  # fmt: skip
        has_more = after + 4 < len(cards)
        await wire.json({"data": data, "has_more": has_more, "first_id": data[0]["id"], "last_id": data[-1]["id"]})

    async def _messages(self, request: Received, wire: Wire) -> None:
        body = request.json
        assert isinstance(body["max_tokens"], int)
        events = self.performed(_request(body))
        first = await anext(events)
        if not body.get("stream"):
            await wire.json(_whole(body["model"], [event async for event in replayed(first, events)]))
            return
        await wire.head(content_type="text/event-stream; charset=utf-8")
        await wire.chunk(_event("message_start", message=_message(body["model"], [], None, Usage(0, 0))))
        await wire.chunk(_event("ping"))
        blocks = _Blocks()
        usage = Usage(0, 0)
        async for event in replayed(first, events):
            if isinstance(event, Usage):
                usage = event
            elif isinstance(event, Finished):
                await wire.chunk(blocks.close())
                delta = {"stop_reason": REASONS[event.reason], "stop_sequence": None}
                await wire.chunk(_event("message_delta", delta=delta, usage=_usage(usage)))
                await wire.chunk(_event("message_stop"))
            elif framed := blocks.framed(event):
                await wire.chunk(framed)
        await wire.end()


class _Blocks:
    """Numbers the content blocks and opens and closes them around the pieces."""

    def __init__(self) -> None:
        self._index = -1
        self._open: object = None

    def framed(self, event: StreamEvent) -> bytes:
        match event:
            case TextDelta(text):
                start = self._opened("text", {"type": "text", "text": ""})
                return start + self._delta({"type": "text_delta", "text": text})
            case ReasoningDelta(text):
                start = self._opened("thinking", {"type": "thinking", "thinking": "", "signature": ""})
                return start + self._delta({"type": "thinking_delta", "thinking": text})
            case ToolCallDelta(index, call_id, name) if call_id:
                return self._opened(index, {"type": "tool_use", "id": call_id, "name": name, "input": {}})
            case ToolCallDelta(_, _, _, arguments):
                return self._delta({"type": "input_json_delta", "partial_json": arguments})
        return b""

    def close(self) -> bytes:
        if self._open is None:
            return b""
        signed = self._delta({"type": "signature_delta", "signature": "signed"}) if self._open == "thinking" else b""
        self._open = None
        return signed + _event("content_block_stop", index=self._index)

    def _opened(self, kind: object, block: dict[str, Any]) -> bytes:
        if self._open == kind:
            return b""
        closing = self.close()
        self._index += 1
        self._open = kind
        return closing + _event("content_block_start", index=self._index, content_block=block)

    def _delta(self, delta: dict[str, Any]) -> bytes:
        return _event("content_block_delta", index=self._index, delta=delta)


def _event(kind: str, **body: Any) -> bytes:
    return sse({"type": kind, **body}, event=kind)


def _request(body: dict[str, Any]) -> ChatRequest:
    turns = [turn for message in body["messages"] for turn in _turns(message)]
    tools = tuple(ToolSpec(t["name"], t.get("description", ""), t["input_schema"]) for t in body.get("tools", ()))
    return ChatRequest(body["model"], tuple(turns), tools=tools)


def _turns(message: dict[str, Any]) -> list[Turn]:
    """A message of Anthropic's may hold several of our turns: each tool result is one."""
    content = message["content"]
    blocks = [{"type": "text", "text": content}] if isinstance(content, str) else content
    results = [
        Turn("tool", _result(block), tool_call_id=block["tool_use_id"])
        for block in blocks
        if block["type"] == "tool_result"
    ]
    calls = tuple(
        ToolCall(block["id"], block["name"], json.dumps(block["input"]))
        for block in blocks
        if block["type"] == "tool_use"
    )
    parts = tuple(part for block in blocks if (part := _part(block)))
    if parts or calls:
        return [*results, Turn(message["role"], parts, tool_calls=calls)]
    return results


def _result(block: dict[str, Any]) -> str:
    content = block.get("content", "")
    return content if isinstance(content, str) else "".join(part.get("text", "") for part in content)


def _part(block: dict[str, Any]) -> TextPart | ImagePart | None:
    if block["type"] == "text":
        return TextPart(block["text"])
    if block["type"] == "image":
        return ImagePart(block["source"]["media_type"], base64.b64decode(block["source"]["data"]))
    return None


def _message(model: str, content: list[Any], reason: str | None, usage: Usage) -> dict[str, Any]:
    return {
        "id": "msg_loopback", "type": "message", "role": "assistant", "model": model, "content": content,
        "stop_reason": reason, "stop_sequence": None, "usage": _usage(usage),
    }  # fmt: skip


def _whole(model: str, events: list[StreamEvent]) -> dict[str, Any]:
    text = "".join(event.text for event in events if isinstance(event, TextDelta))
    content: list[dict[str, Any]] = [{"type": "text", "text": text}] if text else []
    content += [
        {"type": "tool_use", "id": event.id, "name": event.name, "input": json.loads(event.arguments)}
        for event in events
        if isinstance(event, ToolCall)
    ]
    reason = next(REASONS[event.reason] for event in events if isinstance(event, Finished))
    return _message(model, content, reason, next(event for event in events if isinstance(event, Usage)))


def _usage(usage: Usage) -> dict[str, int]:
    return {"input_tokens": usage.input_tokens, "output_tokens": usage.output_tokens}
