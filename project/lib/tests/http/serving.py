"""Servers on loopback, and a client that may call them."""

from project.lib.http import (
    Client,
    Credential,
    Limits,
    Policy,
)
from project.testing.wire import Received, Wire, WireServer


async def echo(request: Received, wire: Wire) -> None:
    """Answers with the request."""
    await wire.json({"method": request.method, "path": request.path, "headers": dict(request.headers)})


def client_for(*servers: WireServer, credential: Credential | None = None, **limits: float) -> Client:
    """A client that may call these servers and nobody else."""
    policy = Policy.allowing(tuple(server.address for server in servers))
    return Client(policy=policy, limits=Limits(**limits), credential=credential)


def redirect_to(location: str, status: int = 302) -> "WireServer":
    """A server that sends everybody there."""

    async def handle(request: Received, wire: Wire) -> None:
        await wire.answer(status, location=location)

    return WireServer(handle)
