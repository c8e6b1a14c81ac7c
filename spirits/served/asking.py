"""Ask a server that is kept here: with its key, or with what a person let us have there, renewed and kept again."""

from collections.abc import Callable
from dataclasses import replace
from time import time
from typing import TypeVar

from django.conf import settings
from django.urls import reverse

from project.lib.secrets import unseal
from spirits.models import ToolServer
from spirits.served.grants import Answer, Grant, SignInNeeded, opened
from spirits.served.session import Question, ServerAddress, ask
from spirits.tools.errors import ToolUnavailable

T = TypeVar("T")
LONG_AGO = 1.0  # a moment at which no token is good any more


def ask_server(
    server: ToolServer,
    question: "Question[T]",
    *,
    seconds_left: Callable[[], float],
    site: str = "",
    answer: Answer | None = None,
) -> T:
    """What the question is answered, as ``ask``; SignInNeeded is noted with the server, and so are tokens that changed.

    ``site`` is this site's address where the caller knows it: a sign-in comes back there.
    """
    try:
        return _asked(server, opened(server.sealed_grant), question, seconds_left, site, answer)
    except SignInNeeded as needed:
        again = _worth_another_try(server) if answer is None else None
        if again is None:
            _note_need(server, needed)
            raise
    try:
        return _asked(server, again, question, seconds_left, site, None)
    except SignInNeeded as needed:
        _note_need(server, needed)
        raise


def _asked(
    server: ToolServer,
    grant: Grant,
    question: "Question[T]",
    seconds_left: Callable[[], float],
    site: str,
    answer: Answer | None,
) -> T:
    address = replace(
        _address(server),
        grant=grant,
        answer=answer,
        back=_way_back(server, grant, site),
        keep=lambda changed: _keep(server, changed),
    )
    return ask(address, question, seconds_left=seconds_left)


def _address(server: ToolServer) -> ServerAddress:
    """Where the server is, with its key; ToolUnavailable when the operator no longer allows its program."""
    if server.transport == ToolServer.Transport.HTTP:
        key = unseal(server.sealed_key) if server.sealed_key else ""
        return ServerAddress(url=server.url, header=server.header, key=key)
    command = settings.MCP_STDIO_COMMANDS.get(server.command)
    if command is None:
        raise ToolUnavailable(f"MCP_STDIO_COMMANDS names no program {server.command!r}.")
    return ServerAddress(command=tuple(command))


def _way_back(server: ToolServer, grant: Grant, site: str) -> str:
    """Where the server sends people who signed in: what we registered, unless the site is known to be elsewhere by now."""
    base = settings.PUBLIC_URL or site
    if base:
        return base.rstrip("/") + reverse("tool-server-signed-in", args=[server.pk])
    registered = (grant.client or {}).get("redirect_uris") or [""]
    return str(registered[0])


def _worth_another_try(server: ToolServer) -> Grant | None:
    """The grant with which the server may let us in yet: another process renewed it, or its token died before its time."""
    used = opened(server.sealed_grant)
    if not used.tokens:
        return None  # nobody has signed in yet
    server.refresh_from_db(fields=["sealed_grant"])
    kept = opened(server.sealed_grant)
    if kept.tokens and kept.tokens != used.tokens:
        return kept
    is_renewable = bool((kept.tokens or {}).get("refresh_token"))
    is_thought_good = kept.expires_at is None or kept.expires_at > time()
    return replace(kept, expires_at=LONG_AGO) if is_renewable and is_thought_good else None


def _keep(server: ToolServer, grant: Grant) -> None:
    server.sealed_grant = grant.sealed()
    server.sign_in = ToolServer.SignIn.DONE if grant.tokens else server.sign_in
    _write(server)


def _note_need(server: ToolServer, needed: SignInNeeded) -> None:
    if needed.grant is None:
        return
    server.sealed_grant, server.sign_in = needed.grant.sealed(), ToolServer.SignIn.NEEDED
    server.problem = needed.message
    _write(server)


def _write(server: ToolServer) -> None:
    """Keep it where the server is kept; one that is being added is written by whoever adds it."""
    ToolServer.objects.filter(pk=server.pk).update(
        sealed_grant=server.sealed_grant, sign_in=server.sign_in, problem=server.problem
    )
