"""One conversation with a tool server: open it, ask one thing, close it. Nothing is kept between calls."""

import asyncio
import os
import traceback
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TextIO, TypeVar

import structlog

from project.lib.errors import DaimonError
from project.lib.http import Credential, Limits, OutboundError, close_pools, outbound
from spirits.served.errors import ServerFailed
from spirits.served.grants import Answer, Grant, SignInFailed

if TYPE_CHECKING:
    from mcp import Client

    from spirits.served.signing_in import SignIn

log = structlog.get_logger(__name__)

T = TypeVar("T")
Question = Callable[["Client"], Awaitable[T]]
LARGEST_ANSWER = 10_000_000
LOOK_SECONDS = 0.2
LONGEST_WORDS = 250
_TOLD = {
    "OAuthRegistrationError": "The tool server takes only programs that its operator registered: give a token of it as the key.",
    "OAuthTokenError": "The tool server did not take the sign-in. Begin again.",
}


@dataclass(frozen=True)
class ServerAddress:
    """Where a server is: an address with the header that holds its key, or a program with its arguments.

    An address without a key may sign people in: ``back`` is where it sends them afterwards, ``grant`` what they let us have,
    ``answer`` what one of them just brought. ``keep`` is handed the grant when the conversation changed it.
    """

    url: str = ""
    header: str = ""
    key: str = field(default="", repr=False)
    command: tuple[str, ...] = ()
    back: str = ""
    grant: Grant = field(default_factory=Grant, repr=False)
    answer: Answer | None = field(default=None, repr=False)
    keep: Callable[[Grant], None] | None = None


def ask(server: ServerAddress, question: "Question[T]", *, seconds_left: Callable[[], float]) -> T:
    """What the question is answered, or a DaimonError.

    ``seconds_left`` is asked again and again, and raises when the time is over or the person stopped the call.
    Not for use within an event loop.
    """
    sign_in = _sign_in(server)
    try:
        return asyncio.run(_asked(server, question, seconds_left, sign_in))
    finally:
        if sign_in is not None and server.keep is not None and sign_in.grant != server.grant:
            server.keep(sign_in.grant)


def _sign_in(server: ServerAddress) -> "SignIn | None":
    if not server.back or server.key or server.command:
        return None
    from spirits.served.signing_in import SignIn

    return SignIn(server.url, server.back, server.grant, server.answer)


async def _asked(
    server: ServerAddress, question: "Question[T]", seconds_left: Callable[[], float], sign_in: "SignIn | None"
) -> T:
    work = asyncio.ensure_future(_answered(server, question, seconds_left(), sign_in))
    try:
        while not work.done():
            seconds_left()
            await asyncio.wait({work}, timeout=LOOK_SECONDS)
        return work.result()
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        await close_pools()


async def _answered(server: ServerAddress, question: "Question[T]", seconds: float, sign_in: "SignIn | None") -> T:
    from mcp.client.auth import OAuthFlowError

    problem: list[OutboundError] = []
    try:
        async with _opened(server, seconds, problem, sign_in) as client:
            return await question(client)
    except Exception as error:
        cause = problem[0] if problem else _first(error)
        if isinstance(cause, DaimonError):
            raise cause from None
        _write_down(server, cause)
        if isinstance(cause, OAuthFlowError):
            raise SignInFailed(_TOLD.get(type(cause).__name__, "")) from None
        raise ServerFailed(_told(cause)) from error


def _opened(
    server: ServerAddress, seconds: float, problem: list[OutboundError], sign_in: "SignIn | None"
) -> "AbstractAsyncContextManager[Client]":
    return _program(server, seconds) if server.command else _site(server, seconds, problem, sign_in)


# The protocol's library takes most of a second to load, so it is imported below: no start of the site should pay for it.


@asynccontextmanager
async def _program(server: ServerAddress, seconds: float) -> "AsyncGenerator[Client, None]":
    """The program, started in an empty folder with the bare environment and ended afterwards."""
    from mcp import Client, StdioServerParameters
    from mcp.client.stdio import stdio_client

    program, *words = server.command
    with TemporaryDirectory(prefix="daimon-tool-server-") as folder, _nowhere() as nowhere:
        start = StdioServerParameters(command=program, args=words, cwd=folder)
        async with Client(stdio_client(start, errlog=nowhere), read_timeout_seconds=seconds) as client:
            yield client


@asynccontextmanager
async def _site(
    server: ServerAddress, seconds: float, problem: list[OutboundError], sign_in: "SignIn | None"
) -> "AsyncGenerator[Client, None]":
    """The server at its address, through the guarded client; what that refused or met goes into ``problem``."""
    from mcp import Client
    from mcp.client.streamable_http import streamable_http_client

    from project.lib.http.library_client import GuardedTransport, client_over

    secrets = {server.header or "Authorization": server.key if server.header else f"Bearer {server.key}"}
    credential = Credential(server.url, secrets) if server.key else None
    limits = Limits(total_seconds=seconds, read_seconds=seconds, max_bytes=LARGEST_ANSWER, max_redirects=0)
    transport = GuardedTransport(outbound(limits=limits, credential=credential), signs=sign_in is not None)
    try:
        async with (
            client_over(transport, seconds=seconds, auth=sign_in) as http,
            Client(streamable_http_client(server.url, http_client=http), read_timeout_seconds=seconds) as client,
        ):
            yield client
    finally:
        if transport.problem is not None:
            problem.append(transport.problem)


def _nowhere() -> TextIO:
    return Path(os.devnull).open("w")


def _first(error: BaseException) -> BaseException:
    """What began it, out of a group of errors."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


def _write_down(server: ServerAddress, cause: BaseException) -> None:
    """What happened, for the operator: in its own words, and with its place where it may be a fault of ours."""
    from mcp.client.auth import OAuthFlowError
    from mcp.shared.exceptions import MCPError

    words = str(cause)
    if server.key:
        words = words.replace(server.key, "***")
    if isinstance(cause, OAuthFlowError):
        words = ""  # it quotes the other side, which may say a token
    is_theirs = isinstance(cause, MCPError | OSError | OAuthFlowError)
    log.warning(
        "tool_server_failed",
        server=server.url or server.command[0],
        problem=type(cause).__name__,
        words=words[:LONGEST_WORDS],
        place="" if is_theirs else _place(cause),
    )


def _place(cause: BaseException) -> str:
    """Where it was raised; not the whole trace, whose lines may hold what was sent."""
    frames = traceback.extract_tb(cause.__traceback__)
    return " < ".join(f"{Path(each.filename).name}:{each.lineno} {each.name}" for each in reversed(frames[-5:]))


def _told(cause: BaseException) -> str:
    """The failure in a sentence; what the server itself said is cut short."""
    from mcp.shared.exceptions import MCPError

    if isinstance(cause, MCPError):
        return f"The tool server refused: {cause.error.message[:LONGEST_WORDS]}"
    if isinstance(cause, OSError):
        return "The tool server's program could not be started, or ended."
    return "The tool server broke the protocol."
