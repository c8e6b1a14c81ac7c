"""Anthropic's protocol: Claude, and servers that speak like it."""

import base64
import json
from collections.abc import AsyncGenerator, Iterator, Sequence
from typing import Any
from urllib.parse import quote

from project.lib.http import Limits
from training.providers.errors import CannotEmbed, ProviderGarbage, RequestRejected, StreamCutShort
from training.providers.known_models import context_length_of
from training.providers.protocol import (
    Capability,
    ChatRequest,
    Embeddable,
    Embeddings,
    Finished,
    FinishReason,
    Health,
    ModelCard,
    ReasoningDelta,
    StreamEvent,
    TextDelta,
    ToolSpec,
    Turn,
    Usage,
)
from training.providers.wire.events import count, drained, items, object_of, part, server_sent, words
from training.providers.wire.refusals import refusal_in_stream
from training.providers.wire.toolcalls import ToolCallBuffer, arguments_of
from training.providers.wire.toolnames import ToolNames
from training.providers.wire.upstream import QUICK, Upstream

API_VERSION = "2023-06-01"
USUAL_OUTPUT_TOKENS = 8_192
MOST_PAGES = 20
REASONS: dict[str, FinishReason] = {
    "end_turn": "stop",
    "stop_sequence": "stop",
    "pause_turn": "stop",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "tool_use": "tool_calls",
    "refusal": "content_filter",
}


class AnthropicProvider:
    """Speaks to a server with ``/v1/models`` and ``/v1/messages``; it makes no embeddings."""

    kind = "anthropic"

    def __init__(self, *, base_url: str, api_key: str = "") -> None:
        self._server = Upstream(
            base_url.rstrip("/").removesuffix("/v1"),
            secret=api_key,
            secret_headers={"x-api-key": api_key},
            headers={"anthropic-version": API_VERSION},
        )

    async def models(self) -> list[ModelCard]:
        """The models the key may use, by name."""
        found: list[dict[str, Any]] = []
        after = ""
        for _ in range(MOST_PAGES):
            page = await self._page(QUICK, f"?limit=100{after}")
            found += items(page, "data")
            if not page.get("has_more") or not words(page, "last_id"):
                break
            after = f"&after_id={quote(words(page, 'last_id'), safe='')}"
        return sorted((_card(entry) for entry in found if words(entry, "id")), key=lambda card: card.name)

    async def chat_stream(self, request: ChatRequest) -> AsyncGenerator[StreamEvent, None]:
        """The answer as it is made; ``message_stop`` or the stop reason proves its end."""
        names = ToolNames.of(request)
        answer = _Answer(names)
        lines = self._server.lines(
            "/v1/messages", _body(request, names), accept="text/event-stream", total_seconds=request.total_seconds
        )
        events = server_sent(lines)
        try:
            async for _, data in events:
                for event in answer.read(object_of(data)):
                    yield event
                if answer.is_done:
                    break
            for event in answer.end():
                yield event
            await drained(lines)
        finally:
            await events.aclose()
            await lines.aclose()

    async def embed(self, texts: Sequence[Embeddable], model: str) -> Embeddings:
        """Always CannotEmbed."""
        raise CannotEmbed("Anthropic makes no embeddings. Choose an embedding model of another provider.")

    async def health(self) -> Health:
        """Whether the model list comes, and how fast."""

        async def ask(limits: Limits) -> str:
            await self._page(limits, "?limit=1")
            return ""

        return await self._server.probe(ask)

    async def _page(self, limits: Limits, query: str) -> dict[str, Any]:
        page = await self._server.get(f"/v1/models{query}", limits=limits)
        if not isinstance(page, dict) or "data" not in page:
            raise ProviderGarbage("There is no Anthropic model list at this address.")
        return page


class _Answer:
    """Reads Anthropic's events into ours."""

    def __init__(self, names: ToolNames) -> None:
        self._calls = ToolCallBuffer(names)
        self._reason: FinishReason | None = None
        self._input = self._cached = self._output = 0
        self._has_usage = False
        self.is_done = False

    def read(self, event: dict[str, Any]) -> Iterator[StreamEvent]:
        """The events in one of Anthropic's; unknown kinds are passed over, as its protocol asks."""
        match event.get("type"):
            case "content_block_delta":
                yield from self._read_delta(event)
            case "content_block_start":
                yield from self._read_start(event)
            case "message_start":
                self._count(part(part(event, "message"), "usage"))
            case "message_delta":
                self._count(part(event, "usage"))
                if reason := words(part(event, "delta"), "stop_reason"):
                    self._reason = REASONS.get(reason, "stop")
            case "message_stop":
                self.is_done = True
            case "error":
                raise refusal_in_stream(event)

    def end(self) -> Iterator[StreamEvent]:
        """What belongs behind the last delta; StreamCutShort where nothing proved the end."""
        if not self.is_done and self._reason is None:
            raise StreamCutShort()
        yield from self._calls.complete()
        if self._has_usage:
            yield Usage(self._input, self._output, self._cached)
        yield Finished(self._reason or "stop")

    def _read_start(self, event: dict[str, Any]) -> Iterator[StreamEvent]:
        block = part(event, "content_block")
        if block.get("type") == "tool_use":
            name = words(block, "name")
            given = block.get("input")
            arguments = json.dumps(given) if isinstance(given, dict) and given else ""
            yield from self._calls.add(event.get("index"), id=words(block, "id"), name=name, arguments=arguments)
        elif block.get("type") == "text" and (text := words(block, "text")):
            yield TextDelta(text)

    def _read_delta(self, event: dict[str, Any]) -> Iterator[StreamEvent]:
        delta = part(event, "delta")
        match delta.get("type"):
            case "text_delta":
                if text := words(delta, "text"):
                    yield TextDelta(text)
            case "input_json_delta":
                yield from self._calls.add(event.get("index"), arguments=words(delta, "partial_json"))
            case "thinking_delta":
                if thought := words(delta, "thinking"):
                    yield ReasoningDelta(thought)
            case "signature_delta":
                yield ReasoningDelta("", signature=words(delta, "signature"))

    def _count(self, usage: dict[str, Any]) -> None:
        """Input counts include what was read from and written to the cache; output counts grow."""
        if not usage:
            return
        self._has_usage = True
        cached = count(usage, "cache_read_input_tokens")
        self._cached = cached or self._cached
        fresh = count(usage, "input_tokens") + cached + count(usage, "cache_creation_input_tokens")
        self._input = max(fresh, self._input)
        self._output = max(count(usage, "output_tokens"), self._output)


def _body(request: ChatRequest, names: ToolNames) -> dict[str, Any]:
    """The request as Anthropic writes it; ``extra`` has the last word, and None in it removes a key."""
    body: dict[str, Any] = {
        "model": request.model,
        "max_tokens": request.max_output_tokens or USUAL_OUTPUT_TOKENS,
        "system": "\n\n".join(turn.text for turn in request.messages if turn.role == "system" and turn.text) or None,
        "messages": _messages(request, names),
        "stream": True,
        "tools": [_tool(tool, names) for tool in request.tools] or None,
        "temperature": None if request.temperature is None else min(request.temperature, 1.0),
        "stop_sequences": list(request.stop) or None,
        "output_config": _format(request),
        **request.extra,
    }
    return {key: value for key, value in body.items() if value is not None}


def _format(request: ChatRequest) -> dict[str, Any] | None:
    wanted = request.response_format or {}
    if wanted.get("type") == "json_schema":
        return {"format": {"type": "json_schema", "schema": wanted.get("json_schema", {}).get("schema", {})}}
    if wanted.get("type") == "json_object":
        raise RequestRejected("Anthropic answers in JSON only by a JSON Schema.")
    return None


def _messages(request: ChatRequest, names: ToolNames) -> list[dict[str, Any]]:
    """User and assistant in turn: neighbours of one role become one message, tool answers belong to the user."""
    messages: list[dict[str, Any]] = []
    for turn in request.messages:
        if turn.role == "system" or not (blocks := _blocks(turn, names)):
            continue
        role = "assistant" if turn.role == "assistant" else "user"
        if messages and messages[-1]["role"] == role:
            messages[-1]["content"] += blocks
        else:
            messages.append({"role": role, "content": blocks})
    if messages and messages[0]["role"] == "assistant":
        messages.insert(0, {"role": "user", "content": [{"type": "text", "text": "…"}]})
    return messages


def _blocks(turn: Turn, names: ToolNames) -> list[dict[str, Any]]:
    if turn.role == "tool":
        return [{"type": "tool_result", "tool_use_id": turn.tool_call_id, "content": turn.text}]
    blocks: list[dict[str, Any]] = []
    if turn.reasoning_signature:
        blocks.append({"type": "thinking", "thinking": turn.reasoning, "signature": turn.reasoning_signature})
    for image in turn.images:
        source = {"type": "base64", "media_type": image.mime, "data": base64.b64encode(image.data).decode()}
        blocks.append({"type": "image", "source": source})
    if turn.text.strip():
        blocks.append({"type": "text", "text": turn.text})
    for call in turn.tool_calls:
        arguments = arguments_of(call.arguments)
        blocks.append({"type": "tool_use", "id": call.id, "name": names.there(call.name), "input": arguments})
    return blocks


def _tool(tool: ToolSpec, names: ToolNames) -> dict[str, Any]:
    return {"name": names.there(tool.name), "description": tool.description, "input_schema": dict(tool.parameters)}


def _card(entry: dict[str, Any]) -> ModelCard:
    name = words(entry, "id")
    told = part(entry, "capabilities")
    capabilities: set[Capability] = {"chat", "tools"}
    if not told or part(told, "image_input").get("supported"):
        capabilities.add("vision")
    if part(told, "thinking").get("supported"):
        capabilities.add("reasoning")
    return ModelCard(
        name,
        display_name=words(entry, "display_name"),
        capabilities=frozenset(capabilities),
        context_length=count(entry, "max_input_tokens") or context_length_of(name),
        max_output_tokens=count(entry, "max_tokens"),
        family="claude",
    )
