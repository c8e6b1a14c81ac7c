"""A tool server of somebody else's for tests, made with the protocol's official SDK: over HTTP in a thread, or as a program.

``python -m project.testing.tool_server`` speaks the protocol over standard input and output.
"""

import asyncio
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from mcp.server.mcpserver import Image, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations
from starlette.types import Receive, Scope, Send

KEY = "harbour-key-1234567890"
READING = ToolAnnotations(read_only_hint=True)
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cfc0000003010100c9fe92ef"
    "0000000049454e44ae426082"
)


@dataclass
class ToolServerStandIn:
    """Where it is, and what it was told."""

    url: str = ""
    ordered: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=lambda: {"tide": "The tides of a day at a harbour."})


def make_server(told: ToolServerStandIn) -> MCPServer:
    """Tools of a harbour: some read, one acts, one fails, one is slow, one draws, one tells its environment."""
    server = MCPServer("Harbour")

    @server.tool(description=told.answers["tide"], annotations=READING)
    def tide(harbour: str, days: int = 1) -> dict[str, Any]:
        return {"harbour": harbour, "high": ["04:10", "16:32"] * days}

    @server.tool(description="Orders something for a boat.")
    def order(what: str) -> str:
        told.ordered.append(what)
        return f"Ordered {what}."

    @server.tool(description="Fails.")
    def sink() -> str:
        raise ToolError("the boat is full of water")

    @server.tool(description="Takes its time.")
    async def wait(seconds: float) -> str:
        await asyncio.sleep(seconds)
        return "Waited."

    @server.tool(description="Draws the harbour.", annotations=READING)
    def draw() -> Image:
        return Image(data=PIXEL, format="png")

    @server.tool(description="A letter that came in.", annotations=READING)
    def letter(number: int) -> str:
        return told.letters[number]

    @server.tool(description="Names of the environment.", annotations=READING)
    def surroundings() -> str:
        return " ".join(sorted(os.environ))

    return server


@contextmanager
def tool_server(key: str = KEY, **answers: str) -> Iterator[ToolServerStandIn]:
    """The server on loopback; whoever does not send the key is answered 401."""
    told = ToolServerStandIn()
    told.answers |= answers
    app = make_server(told).streamable_http_app()

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            headers = {name.decode(): value.decode() for name, value in scope["headers"]}
            told.headers.append(headers)
            if key and headers.get("authorization") != f"Bearer {key}":
                await send({"type": "http.response.start", "status": 401, "headers": []})
                await send({"type": "http.response.body", "body": b"Who are you?"})
                return
        await app(scope, receive, send)

    server = uvicorn.Server(uvicorn.Config(guarded, port=0, log_level="error", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    told.url = f"http://127.0.0.1:{port}/mcp"
    try:
        yield told
    finally:
        server.should_exit = True
        thread.join(10)


if __name__ == "__main__":
    make_server(ToolServerStandIn()).run("stdio")
