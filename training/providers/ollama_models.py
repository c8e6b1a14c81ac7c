"""What an Ollama server can do with models beside answering: show, pull, create and delete them, and tell which are loaded."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from project.lib.http import FileBody
from training.providers.errors import ProviderFault, ProviderGarbage, StreamCutShort
from training.providers.wire.events import count, items, object_of, part, words
from training.providers.wire.upstream import Upstream

LONGEST_UPLOAD = 4 * 3600.0
LONGEST_PULL = 12 * 3600.0
LONGEST_CREATION = 4 * 3600.0


@dataclass(frozen=True, slots=True)
class Step:
    """How far a pull or a creation is; ``percent`` is of the present layer."""

    status: str
    percent: int


@dataclass(frozen=True, slots=True)
class Running:
    """A model that is loaded now."""

    name: str
    size_bytes: int
    vram_bytes: int
    expires_at: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What a server says of one of its models."""

    modelfile: str
    parameters: str
    template: str
    license: str
    details: Mapping[str, Any]
    capabilities: tuple[str, ...]


class OllamaModels:
    """The models of one Ollama server."""

    def __init__(self, *, base_url: str, api_key: str = "") -> None:
        self._server = Upstream(base_url, secret=api_key, secret_headers={"Authorization": f"Bearer {api_key}"})

    async def show(self, name: str) -> Shown:
        """One installed model; ModelNotFound where it is not."""
        answer = await self._server.post("/api/show", {"model": name})
        if not isinstance(answer, dict):
            raise ProviderGarbage(detail="The model is no object.")
        able = answer.get("capabilities")
        details = {key: value for key, value in part(answer, "details").items() if isinstance(value, str | int | list)}
        return Shown(
            modelfile=words(answer, "modelfile"),
            parameters=words(answer, "parameters"),
            template=words(answer, "template"),
            license=words(answer, "license") if isinstance(answer.get("license"), str) else "",
            details=details,
            capabilities=tuple(each for each in able if isinstance(each, str)) if isinstance(able, list) else (),
        )

    async def running(self) -> list[Running]:
        """The models in memory."""
        answer = await self._server.get("/api/ps")
        if not isinstance(answer, dict) or "models" not in answer:
            raise ProviderGarbage("This is no Ollama server.")
        return [
            Running(words(each, "model"), count(each, "size"), count(each, "size_vram"), words(each, "expires_at"))
            for each in items(answer, "models")
        ]

    async def delete(self, name: str) -> None:
        """Remove a model from the server's disk."""
        await self._server.delete("/api/delete", {"model": name})

    def pull(self, name: str) -> AsyncGenerator[Step, None]:
        """Fetch a model from Ollama's library; closing the generator stops it."""
        return self._steps("/api/pull", {"model": name, "stream": True}, LONGEST_PULL)

    def create(self, name: str, recipe: Mapping[str, Any]) -> AsyncGenerator[Step, None]:
        """Make a model from another one; the recipe is what a Modelfile says."""
        return self._steps("/api/create", {**recipe, "model": name, "stream": True}, LONGEST_CREATION)

    async def offer(self, file: FileBody, sha256: str) -> None:
        """Give the server a file that ``create`` then names by its hash; one that it has is not sent again."""
        path = f"/api/blobs/sha256:{sha256}"
        if not await self._server.has(path):
            await self._server.upload(path, file, total_seconds=LONGEST_UPLOAD)

    async def _steps(self, path: str, body: Mapping[str, Any], seconds: float) -> AsyncGenerator[Step, None]:
        lines = self._server.lines(path, body, accept="application/x-ndjson", total_seconds=seconds)
        status = ""
        async with aclosing(lines):
            async for line in lines:
                if not line.strip():
                    continue
                said = object_of(line)
                if problem := words(said, "error"):
                    raise ProviderFault(f"Ollama says: {problem[:300]}")
                status = words(said, "status")
                total = count(said, "total")
                yield Step(status[:120], min(count(said, "completed") * 100 // total, 100) if total else 0)
        if status != "success":
            raise StreamCutShort("The server stopped before it was done.")
