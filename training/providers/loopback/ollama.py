"""A loopback server that speaks Ollama's protocol."""

import asyncio
import base64
import hashlib
import json
from typing import Any

from project.testing.wire import Received, Wire
from training.providers.loopback.server import ModelServer, Route, replayed
from training.providers.protocol import (
    ChatRequest,
    Finished,
    ImagePart,
    ModelCard,
    ReasoningDelta,
    StreamEvent,
    TextDelta,
    TextPart,
    ToolCall,
    ToolSpec,
    Turn,
    Usage,
)

BLOBS = "/api/blobs/"
MOMENT = "2025-01-01T00:00:00.000000Z"
CAPABILITIES = {
    "chat": "completion",
    "tools": "tools",
    "vision": "vision",
    "embeddings": "embedding",
    "reasoning": "thinking",
}


class OllamaServer(ModelServer):
    """``/api/version``, ``/api/tags``, ``/api/show``, ``/api/chat`` and ``/api/embed``."""

    stream_type = "application/x-ndjson"

    def __init__(self, *, pull_delay: float = 0.0, **more: Any) -> None:
        super().__init__(**more)
        self.pull_delay = pull_delay
        self.installed: list[str] = []  # pulled or created here
        self.blobs: dict[str, bytes] = {}  # by their digest
        self.created: list[dict[str, Any]] = []  # what each creation was told

    @property
    def base_url(self) -> str:
        """The server's root."""
        return self.url

    def routes(self) -> dict[str, Route]:
        """The protocol's doors."""
        return {
            "GET /api/version": self._version,
            "GET /api/tags": self._tags,
            "POST /api/show": self._show,
            "POST /api/chat": self._chat,
            "POST /api/embed": self._embed,
            "GET /api/ps": self._ps,
            "POST /api/pull": self._pull,
            "POST /api/create": self._create,
            "DELETE /api/delete": self._delete,
        }

    def key_of(self, request: Received) -> str:
        """The bearer token that hosted Ollama wants."""
        return request.headers.get("authorization", "").removeprefix("Bearer ")

    def error_body(self, status: int, message: str, code: str = "") -> Any:
        """Ollama's error: a sentence, with the code where tests need to tell them apart."""
        return {"error": f"{message} ({code})" if code else message}

    def delta(self, text: str) -> bytes:
        """A line with text."""
        return _line({"message": {"role": "assistant", "content": text}, "done": False})

    def stream_error(self, message: str) -> bytes:
        """A failure as a line."""
        return _line({"error": message})

    async def _version(self, request: Received, wire: Wire) -> None:
        await wire.json({"version": "0.99.0"})

    async def _ps(self, request: Received, wire: Wire) -> None:
        loaded = {"name": "scripted", "model": "scripted", "size": 4096, "size_vram": 1024, "expires_at": MOMENT}
        await wire.json({"models": [loaded]})

    async def _pull(self, request: Received, wire: Wire) -> None:
        name = request.json["model"]
        await wire.head(content_type=self.stream_type)
        await wire.chunk(_line({"status": "pulling manifest"}))
        if name == "absent":
            await wire.chunk(_line({"error": "pull model manifest: file does not exist"}))
        else:
            for done in range(0, 101, 25):
                await wire.chunk(_line({"status": "pulling layer", "total": 100, "completed": done}))
                await asyncio.sleep(self.pull_delay)
            self.installed.append(name)
            await wire.chunk(_line({"status": "success"}))
        await wire.end()

    async def _create(self, request: Received, wire: Wire) -> None:
        if not await self._create_of_files(request.json, wire):
            return
        self.created.append(request.json)
        await wire.head(content_type=self.stream_type)
        await wire.chunk(_line({"status": "using existing layer"}))
        self.installed.append(request.json["model"])
        await wire.chunk(_line({"status": "success"}))
        await wire.end()

    async def _answer(self, request: Received, wire: Wire) -> None:
        if request.path.startswith(BLOBS) and self.key_of(request) == self.api_key:
            await self._blob(request, wire)
        else:
            await super()._answer(request, wire)

    async def _blob(self, request: Received, wire: Wire) -> None:
        """HEAD asks for a file by its digest, POST brings it; one whose digest is another is refused."""
        digest = request.path.removeprefix(BLOBS)
        if request.method == "HEAD":
            await wire.answer(200 if digest in self.blobs else 404)
        elif f"sha256:{hashlib.sha256(request.body).hexdigest()}" != digest:
            await self.refuse(wire, 400, "digest mismatch")
        else:
            self.blobs[digest] = request.body
            await wire.answer(201)

    async def _create_of_files(self, told: dict[str, Any], wire: Wire) -> bool:
        """Whether every file it names was sent before; an error like Ollama's where one was not."""
        named = {**told.get("files", {}), **told.get("adapters", {})}
        missing = [each for each in named.values() if each not in self.blobs]
        if missing:
            await self.refuse(wire, 400, "one of these blobs does not exist")
        return not missing

    async def _delete(self, request: Received, wire: Wire) -> None:
        name = request.json["model"]
        if name not in self.installed:
            await self.refuse(wire, 404, f"model '{name}' not found")
            return
        self.installed.remove(name)
        await wire.answer(200)

    async def _tags(self, request: Received, wire: Wire) -> None:
        cards = [*await self.scripted.models(), *(ModelCard(name) for name in self.installed)]
        models = [
            {"name": c.name, "model": c.name, "modified_at": MOMENT, "size": 4096, "digest": "0" * 64,
             "details": {"format": "gguf", "family": "scripted", "families": ["scripted"], "parameter_size": "8B",
                         "quantization_level": "Q4_K_M", "parent_model": ""}}
            for c in cards
        ]  # fmt: skip
        await wire.json({"models": models})

    async def _show(self, request: Received, wire: Wire) -> None:
        name = request.json.get("model")
        card = next((c for c in await self.scripted.models() if c.name == name), None)
        if card is None:
            await self.refuse(wire, 404, f"model '{name}' not found")
            return
        info = {"general.architecture": "scripted", "scripted.context_length": card.context_length}
        told = sorted(CAPABILITIES[word] for word in card.capabilities)
        await wire.json({"modelfile": "", "template": "", "details": {}, "model_info": info, "capabilities": told})

    async def _chat(self, request: Received, wire: Wire) -> None:
        body = request.json
        events = self.performed(_request(body))
        first = await anext(events)
        if body.get("stream") is False:
            await wire.json(await self._whole(body["model"], [event async for event in replayed(first, events)]))
            return
        await wire.head(content_type=self.stream_type)
        usage = Usage(0, 0)
        async for event in replayed(first, events):
            if isinstance(event, Usage):
                usage = event
            elif isinstance(event, Finished):
                await wire.chunk(_line(_last(body["model"], usage, event)))
            elif message := _message(event):
                line = {"model": body["model"], "created_at": MOMENT, "message": message, "done": False}
                await wire.chunk(_line(line))
        await wire.end()

    async def _whole(self, model: str, events: list[StreamEvent]) -> dict[str, Any]:
        calls = [_call(event) for event in events if isinstance(event, ToolCall)]
        message: dict[str, Any] = {
            "role": "assistant",
            "content": "".join(event.text for event in events if isinstance(event, TextDelta)),
        }
        if calls:
            message["tool_calls"] = calls
        usage = next(event for event in events if isinstance(event, Usage))
        finished = next(event for event in events if isinstance(event, Finished))
        return {**_last(model, usage, finished), "message": message}

    async def _embed(self, request: Received, wire: Wire) -> None:
        body = request.json
        texts = [body["input"]] if isinstance(body["input"], str) else body["input"]
        found = await self.scripted.embed(texts, body["model"])
        vectors = [list(vector) for vector in found.vectors]
        await wire.json({"model": body["model"], "embeddings": vectors, "prompt_eval_count": found.input_tokens})


def _line(body: Any) -> bytes:
    return json.dumps(body).encode() + b"\n"


def _request(body: dict[str, Any]) -> ChatRequest:
    tools = tuple(
        ToolSpec(tool["function"]["name"], tool["function"].get("description", ""), tool["function"]["parameters"])
        for tool in body.get("tools") or ()
    )
    seed = (body.get("options") or {}).get("seed")
    return ChatRequest(body["model"], tuple(_turn(message) for message in body["messages"]), tools=tools, seed=seed)


def _turn(message: dict[str, Any]) -> Turn:
    calls = tuple(
        ToolCall("", call["function"]["name"], json.dumps(call["function"]["arguments"]))
        for call in message.get("tool_calls") or ()
    )
    images = tuple(ImagePart("image/png", base64.b64decode(data)) for data in message.get("images") or ())
    text = message.get("content", "")
    return Turn(
        message["role"],
        (TextPart(text), *images) if images else text,
        tool_calls=calls,
        name=message.get("tool_name", ""),
    )


def _message(event: StreamEvent) -> dict[str, Any] | None:
    match event:
        case TextDelta(text):
            return {"role": "assistant", "content": text}
        case ReasoningDelta(text):
            return {"role": "assistant", "content": "", "thinking": text}
        case ToolCall():
            return {"role": "assistant", "content": "", "tool_calls": [_call(event)]}
    return None


def _call(call: ToolCall) -> dict[str, Any]:
    return {"function": {"name": call.name, "arguments": json.loads(call.arguments)}}


def _last(model: str, usage: Usage, finished: Finished) -> dict[str, Any]:
    return {
        "model": model,
        "created_at": MOMENT,
        "message": {"role": "assistant", "content": ""},
        "done": True,
        "done_reason": "length" if finished.reason == "length" else "stop",
        "total_duration": 1_000_000,
        "prompt_eval_count": usage.input_tokens,
        "eval_count": usage.output_tokens,
    }
