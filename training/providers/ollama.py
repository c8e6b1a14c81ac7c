"""Ollama's protocol: models on this machine or on the own network."""

import asyncio
import base64
from collections.abc import AsyncGenerator, Iterator, Sequence
from typing import Any

from project.lib.http import Limits
from training.providers.errors import ProviderError, ProviderGarbage, StreamCutShort
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
from training.providers.wire.events import count, drained, items, object_of, part, words
from training.providers.wire.refusals import refusal_in_stream
from training.providers.wire.toolcalls import ToolCallBuffer, arguments_of
from training.providers.wire.toolnames import ToolNames
from training.providers.wire.upstream import EMBED, QUICK, Upstream, dumps
from training.providers.wire.vectors import checked, only_texts

CAPABILITIES: dict[str, Capability] = {
    "completion": "chat",
    "tools": "tools",
    "vision": "vision",
    "embedding": "embeddings",
    "thinking": "reasoning",
}
SHOWN_AT_ONCE = 8
MOST_TEXTS = 256


class OllamaProvider:
    """Speaks to an Ollama server; a key is sent only where one is given, as hosted Ollama wants it."""

    kind = "ollama"

    def __init__(self, *, base_url: str, api_key: str = "") -> None:
        self._server = Upstream(base_url, secret=api_key, secret_headers={"Authorization": f"Bearer {api_key}"})

    async def models(self) -> list[ModelCard]:
        """The models that are installed, by name, each with what ``/api/show`` says of it."""
        answer = await self._server.get("/api/tags", limits=QUICK)
        if not isinstance(answer, dict) or "models" not in answer:
            raise ProviderGarbage("This is no Ollama server.")
        gate = asyncio.Semaphore(SHOWN_AT_ONCE)
        listed = [entry for entry in items(answer, "models") if words(entry, "model") or words(entry, "name")]
        cards = await asyncio.gather(*(self._card(entry, gate) for entry in listed))
        return sorted(cards, key=lambda card: card.name)

    async def chat_stream(self, request: ChatRequest) -> AsyncGenerator[StreamEvent, None]:
        """The answer as it is made; ``done: true`` proves its end."""
        names = ToolNames.of(request)
        calls = ToolCallBuffer(names)
        lines = self._server.lines(
            "/api/chat", _body(request, names), accept="application/x-ndjson", total_seconds=request.total_seconds
        )
        try:
            async for line in lines:
                if not line.strip():
                    continue
                chunk = object_of(line)
                for event in _read(chunk, calls):
                    yield event
                if chunk.get("done") is True:
                    for event in _end(chunk, calls):
                        yield event
                    await drained(lines)
                    return
            raise StreamCutShort()
        finally:
            await lines.aclose()

    async def embed(self, texts: Sequence[Embeddable], model: str) -> Embeddings:
        """A vector for each text, asked for in batches."""
        vectors: list[tuple[float, ...]] = []
        tokens = 0
        wanted = only_texts(texts)
        for start in range(0, len(wanted), MOST_TEXTS):
            batch = wanted[start : start + MOST_TEXTS]
            answer = await self._server.post("/api/embed", {"model": model, "input": batch}, limits=EMBED)
            found = answer.get("embeddings") if isinstance(answer, dict) else None
            if not isinstance(found, list):
                raise ProviderGarbage(detail="The embeddings are no list.")
            vectors += checked(found, expected=len(batch))
            tokens += count(answer, "prompt_eval_count")
        return Embeddings(model, tuple(vectors), tokens)

    async def health(self) -> Health:
        """Whether the server tells its version, and how fast."""
        return await self._server.probe(self.version)

    async def version(self, limits: Limits = QUICK) -> str:
        """The server's version; ProviderGarbage where something else answers."""
        answer = await self._server.get("/api/version", limits=limits)
        if not isinstance(answer, dict) or not isinstance(answer.get("version"), str):
            raise ProviderGarbage("This is no Ollama server.")
        return words(answer, "version")

    async def _card(self, entry: dict[str, Any], gate: asyncio.Semaphore) -> ModelCard:
        name = words(entry, "model") or words(entry, "name")
        try:
            async with gate:
                shown = await self._server.post("/api/show", {"model": name}, limits=QUICK)
        except ProviderError:
            shown = {}  # the list alone is worth showing; the next refresh asks again
        details = part(entry, "details")
        info = part(shown, "model_info")
        return ModelCard(
            name,
            capabilities=_capabilities(shown, details),
            context_length=next((count(info, key) for key in info if key.endswith(".context_length")), 0),
            family=words(details, "family"),
            parameter_size=words(details, "parameter_size"),
            size_bytes=count(entry, "size"),
        )


def _capabilities(shown: Any, details: dict[str, Any]) -> frozenset[Capability]:
    told = shown.get("capabilities") if isinstance(shown, dict) else None
    if isinstance(told, list):
        return frozenset(CAPABILITIES[word] for word in told if word in CAPABILITIES)
    return frozenset({"embeddings"} if "bert" in words(details, "family") else {"chat"})


def _read(chunk: dict[str, Any], calls: ToolCallBuffer) -> Iterator[StreamEvent]:
    if chunk.get("error"):
        raise refusal_in_stream(chunk)
    message = part(chunk, "message")
    if thought := words(message, "thinking"):
        yield ReasoningDelta(thought)
    if text := words(message, "content"):
        yield TextDelta(text)
    for call in items(message, "tool_calls"):
        function = part(call, "function")
        arguments = function.get("arguments")
        yield from calls.add(
            object(),  # Ollama sends each call whole, so each piece is a call of its own
            id=words(call, "id"),
            name=words(function, "name"),
            arguments=arguments if isinstance(arguments, str) else dumps(arguments or {}),
        )


def _end(chunk: dict[str, Any], calls: ToolCallBuffer) -> Iterator[StreamEvent]:
    yield from calls.complete()
    if "eval_count" in chunk or "prompt_eval_count" in chunk:
        yield Usage(count(chunk, "prompt_eval_count"), count(chunk, "eval_count"))
    reason: FinishReason = "length" if chunk.get("done_reason") == "length" else "stop"
    yield Finished("tool_calls" if calls and reason == "stop" else reason)


def _body(request: ChatRequest, names: ToolNames) -> dict[str, Any]:
    """The request as Ollama writes it. ``extra`` goes to the top, its ``options`` among the options."""
    extra = dict(request.extra)
    options = {
        "temperature": request.temperature,
        "num_predict": request.max_output_tokens,
        "stop": list(request.stop) or None,
        "seed": request.seed,
        **extra.pop("options", {}),
    }
    body: dict[str, Any] = {
        "model": request.model,
        "messages": [_message(turn, names) for turn in request.messages],
        "stream": True,
        "tools": [_tool(tool, names) for tool in request.tools] or None,
        "format": _format(request),
        "options": {key: value for key, value in options.items() if value is not None} or None,
        **extra,
    }
    return {key: value for key, value in body.items() if value is not None}


def _format(request: ChatRequest) -> Any:
    wanted = request.response_format or {}
    match wanted.get("type"):
        case "json_object":
            return "json"
        case "json_schema":
            return wanted.get("json_schema", {}).get("schema") or "json"
    return None


def _message(turn: Turn, names: ToolNames) -> dict[str, Any]:
    message: dict[str, Any] = {"role": turn.role, "content": turn.text}
    if turn.images:
        message["images"] = [base64.b64encode(image.data).decode() for image in turn.images]
    if turn.role == "tool" and turn.name:
        message["tool_name"] = names.there(turn.name)
    if turn.tool_calls:
        message["tool_calls"] = [
            {"function": {"name": names.there(call.name), "arguments": arguments_of(call.arguments)}}
            for call in turn.tool_calls
        ]
    return message


def _tool(tool: ToolSpec, names: ToolNames) -> dict[str, Any]:
    function = {"name": names.there(tool.name), "description": tool.description, "parameters": dict(tool.parameters)}
    return {"type": "function", "function": function}
