"""The OpenAI protocol: OpenAI itself, vLLM, llama.cpp, LM Studio, NVIDIA NIM, Hugging Face and their like."""

import asyncio
import base64
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from project.lib.http import Limits
from training.providers.errors import ModelNotFound, ProviderError, ProviderGarbage, RequestRejected, StreamCutShort
from training.providers.known_models import capabilities_of, context_length_of
from training.providers.protocol import (
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
    TextPart,
    ToolSpec,
    Turn,
    Usage,
)
from training.providers.wire.events import count, drained, items, object_of, part, server_sent, words
from training.providers.wire.refusals import refusal_in_stream
from training.providers.wire.toolcalls import ToolCallBuffer
from training.providers.wire.toolnames import ToolNames
from training.providers.wire.upstream import EMBED, QUICK, Upstream
from training.providers.wire.vectors import checked

REASONS: dict[str, FinishReason] = {
    "stop": "stop",
    "length": "length",
    "tool_calls": "tool_calls",
    "function_call": "tool_calls",
    "content_filter": "content_filter",
}
AFTERMATH_SECONDS = 5.0
MOST_TEXTS = 256


class OpenAICompatibleProvider:
    """Speaks to any server with ``/models``, ``/chat/completions`` and ``/embeddings`` below its base URL."""

    kind = "openai_compatible"

    def __init__(self, *, base_url: str, api_key: str = "") -> None:
        self._server = Upstream(base_url, secret=api_key, secret_headers={"Authorization": f"Bearer {api_key}"})
        self._is_openai = urlsplit(base_url).hostname == "api.openai.com"

    async def models(self) -> list[ModelCard]:
        """The models the server lists, by name; what it does not say is known or guessed from the name."""
        return sorted((_card(entry) for entry in await self._listed(QUICK)), key=lambda card: card.name)

    async def chat_stream(self, request: ChatRequest) -> AsyncGenerator[StreamEvent, None]:
        """The answer as it is made; the finish reason or ``[DONE]`` proves its end."""
        names = ToolNames.of(request)
        answer = _Answer(names)
        body = _body(request, names, token_limit="max_completion_tokens" if self._is_openai else "max_tokens")
        lines = self._server.lines(
            "/chat/completions", body, accept="text/event-stream", total_seconds=request.total_seconds
        )
        events = server_sent(lines)
        try:
            while (data := await _next(events, answer.has_ended)) is not None:
                if data == "[DONE]":
                    answer.is_done = True
                    break
                for event in answer.read(object_of(data)):
                    yield event
            for event in answer.end():
                yield event
            await drained(lines)
        finally:
            await events.aclose()
            await lines.aclose()

    async def embed(self, texts: Sequence[Embeddable], model: str) -> Embeddings:
        """A vector for each text, asked for in batches; token ids are passed on as they are."""
        vectors: list[tuple[float, ...]] = []
        tokens = 0
        for start in range(0, len(texts), MOST_TEXTS):
            batch = list(texts[start : start + MOST_TEXTS])
            body = {"model": model, "input": batch, "encoding_format": "float"}
            answer = await self._server.post("/embeddings", body, limits=EMBED)
            if not isinstance(answer, Mapping):
                raise ProviderGarbage(detail="The embeddings are no object.")
            rows = sorted(items(dict(answer), "data"), key=lambda row: count(row, "index"))
            vectors += checked([row.get("embedding") for row in rows], expected=len(batch))
            tokens += count(part(answer, "usage"), "prompt_tokens")
        return Embeddings(model, tuple(vectors), tokens)

    async def health(self) -> Health:
        """Whether the model list comes, and how fast."""

        async def ask(limits: Limits) -> str:
            await self._listed(limits)
            return ""

        return await self._server.probe(ask)

    async def _listed(self, limits: Limits) -> list[dict[str, Any]]:
        try:
            answer = await self._server.get("/models", limits=limits)
        except ModelNotFound as error:
            raise ProviderGarbage("There is no model list at this address. Does it end in /v1?") from error
        if isinstance(answer, list):  # some servers leave out the envelope
            answer = {"data": answer}
        if not isinstance(answer, dict) or "data" not in answer:
            raise ProviderGarbage("There is no model list at this address. Does it end in /v1?")
        return [entry for entry in items(answer, "data") if words(entry, "id")]


async def _next(events: AsyncGenerator[tuple[str, str], None], has_ended: bool) -> str | None:
    """The next event's data. After the finish reason only usage can follow, and a server may forget to close."""
    try:
        if not has_ended:
            return (await anext(events))[1]
        async with asyncio.timeout(AFTERMATH_SECONDS):
            return (await anext(events))[1]
    except StopAsyncIteration:
        return None
    except (TimeoutError, ProviderError):
        if has_ended:
            return None
        raise


class _Answer:
    """Reads chunks into events and knows whether the end was proven."""

    def __init__(self, names: ToolNames) -> None:
        self._calls = ToolCallBuffer(names)
        self._usage: Usage | None = None
        self._reason: FinishReason | None = None
        self.is_done = False

    @property
    def has_ended(self) -> bool:
        """Whether the finish reason has come."""
        return self._reason is not None

    def read(self, chunk: dict[str, Any]) -> Iterator[StreamEvent]:
        """The events in one chunk."""
        if chunk.get("error"):
            raise refusal_in_stream(chunk)
        if usage := part(chunk, "usage"):
            self._usage = _usage(usage)
        for choice in items(chunk, "choices"):
            if count(choice, "index") == 0:
                yield from self._read_choice(choice)

    def end(self) -> Iterator[StreamEvent]:
        """What belongs behind the last delta; StreamCutShort where nothing proved the end."""
        if not self.has_ended and not self.is_done:
            raise StreamCutShort()
        yield from self._calls.complete()
        if self._usage:
            yield self._usage
        reason = self._reason or "stop"
        yield Finished("tool_calls" if self._calls and reason == "stop" else reason)

    def _read_choice(self, choice: dict[str, Any]) -> Iterator[StreamEvent]:
        delta = part(choice, "delta")
        if thought := words(delta, "reasoning_content") or words(delta, "reasoning"):
            yield ReasoningDelta(thought)
        if text := words(delta, "content") or words(delta, "refusal"):
            yield TextDelta(text)
        for position, piece in enumerate(items(delta, "tool_calls")):
            function = part(piece, "function")
            yield from self._calls.add(
                piece.get("index", position),
                id=words(piece, "id"),
                name=words(function, "name"),
                arguments=words(function, "arguments"),
            )
        if reason := words(choice, "finish_reason"):
            self._reason = REASONS.get(reason, "stop")


def _usage(usage: dict[str, Any]) -> Usage:
    return Usage(
        count(usage, "prompt_tokens"),
        count(usage, "completion_tokens"),
        count(part(usage, "prompt_tokens_details"), "cached_tokens"),
        count(part(usage, "completion_tokens_details"), "reasoning_tokens"),
    )


def _body(request: ChatRequest, names: ToolNames, *, token_limit: str) -> dict[str, Any]:
    """The request as OpenAI writes it; ``extra`` has the last word, and None in it removes a key."""
    body: dict[str, Any] = {
        "model": request.model,
        "messages": [_message(turn, names) for turn in request.messages],
        "stream": True,
        "stream_options": {"include_usage": True},
        "tools": [_tool(tool, names) for tool in request.tools] or None,
        "temperature": request.temperature,
        token_limit: request.max_output_tokens,
        "stop": list(request.stop) or None,
        "seed": request.seed,
        "response_format": request.response_format,
        **request.extra,
    }
    return {key: value for key, value in body.items() if value is not None}


def _message(turn: Turn, names: ToolNames) -> dict[str, Any]:
    if turn.role == "tool":
        return {"role": "tool", "tool_call_id": turn.tool_call_id, "content": turn.text}
    if turn.tool_calls:
        calls = [
            {
                "id": call.id,
                "type": "function",
                "function": {"name": names.there(call.name), "arguments": call.arguments},
            }
            for call in turn.tool_calls
        ]
        return {"role": turn.role, "content": turn.text or None, "tool_calls": calls}
    return {"role": turn.role, "content": _content(turn)}


def _content(turn: Turn) -> str | list[dict[str, Any]]:
    if isinstance(turn.content, str):
        return turn.content
    return [
        {"type": "text", "text": part.text}
        if isinstance(part, TextPart)
        else {"type": "image_url", "image_url": {"url": _data_url(part.mime, part.data)}}
        for part in turn.content
    ]


def _data_url(mime: str, data: bytes) -> str:
    if not mime.startswith("image/"):
        raise RequestRejected(f"A picture cannot be of the type {mime!r}.")
    return f"data:{mime};base64,{base64.b64encode(data).decode()}"


def _tool(tool: ToolSpec, names: ToolNames) -> dict[str, Any]:
    function = {"name": names.there(tool.name), "description": tool.description, "parameters": dict(tool.parameters)}
    return {"type": "function", "function": function}


def _card(entry: dict[str, Any]) -> ModelCard:
    name = words(entry, "id")
    architecture = part(entry, "architecture")
    given = next((n for key in ("max_model_len", "context_length", "context_window") if (n := count(entry, key))), 0)
    return ModelCard(
        name,
        display_name=words(entry, "name") if isinstance(entry.get("name"), str) else "",
        capabilities=capabilities_of(name, architecture.get("input_modalities"), entry.get("supported_parameters")),
        context_length=given or count(part(entry, "meta"), "n_ctx_train") or context_length_of(name),
    )
