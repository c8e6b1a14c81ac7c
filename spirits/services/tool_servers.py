"""Add tool servers, look what they offer, switch them off and remove them."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from time import monotonic
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from accounts.models import User
from project.lib.errors import DaimonError, InvalidInput
from project.lib.secrets import seal
from spirits.errors import ToolServerOpen, ToolServerTaken
from spirits.models import Approval, ServerTool, ToolServer
from spirits.queries.tool_servers import get_own_server, get_signable_server
from spirits.served.asking import ask_server
from spirits.served.grants import Answer, SignInFailed, SignInNeeded, opened
from spirits.served.offering import Offered, offered
from spirits.served.tools import SEPARATOR
from spirits.services.failed_elsewhere import status_of_failure
from spirits.services.give_back_tokens import give_back
from spirits.tools.errors import OutOfTime

MOST = 20
LOOK_SECONDS = 20.0
LONGEST_HANDLE = 24
LONGEST_CALLED = 64
HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,59}")
NOT_FOR_KEYS = frozenset({"host", "content-length", "content-type", "connection", "accept", "transfer-encoding"})


@dataclass(frozen=True)
class Wish:
    """A server as somebody describes it."""

    name: str
    url: str = ""
    key: str = ""
    header: str = ""
    command: str = ""


def add_server(*, user: User, wish: Wish, now: datetime, site: str = "") -> ToolServer:
    """The person's new server with its tools; one that cannot be reached or used is refused, and nothing kept.

    One that lets in only those who sign in there is kept without tools until somebody did; ``site`` is where it sends them back.
    """
    if not settings.MCP_USER_SERVERS:
        raise InvalidInput.of("url", "On this installation only staff add tool servers.")
    if ToolServer.objects.filter(owner=user).count() >= MOST:
        raise InvalidInput.of("name", f"You have {MOST} tool servers, and that is the most.")
    server = ToolServer(owner=user, created_at=now, transport=ToolServer.Transport.HTTP)
    describe(server, wish)
    if ToolServer.objects.filter(owner=None, handle=server.handle).exists():
        raise ToolServerTaken("A tool server of everybody's has this name.", fields={"name": ["Taken."]})
    try:
        found = _looked(server, site)
    except SignInNeeded:
        found = []  # the server's row holds the question now
    try:
        with transaction.atomic():
            server.looked_at = now
            server.save()
            _keep(server, found, now)
    except IntegrityError as error:
        raise ToolServerTaken("You have a tool server of this name.", fields={"name": ["Taken."]}) from error
    return get_own_server(user, server.pk)


def describe(server: ToolServer, wish: Wish) -> None:
    """Put what is wished on the row, or InvalidInput. An empty key keeps the stored one, unless the address moves."""
    name = wish.name.strip()
    if not server.handle:
        server.handle = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:LONGEST_HANDLE].strip("_")
        if not server.handle:
            raise InvalidInput.of("name", "Needs a letter from a to z or a digit: its tools are called by it.")
    if wish.command:
        if wish.command not in settings.MCP_STDIO_COMMANDS:
            raise InvalidInput.of("command", "MCP_STDIO_COMMANDS names no such program.")
    elif urlsplit(wish.url).scheme not in {"https", "http"}:
        raise InvalidInput.of("url", "Expected an address such as https://tools.example/mcp.")
    if wish.header and (not HEADER.fullmatch(wish.header) or wish.header.lower() in NOT_FOR_KEYS):
        raise InvalidInput.of("header", "This is no header that carries a key.")
    if not (wish.key.isascii() and wish.key.isprintable()):
        raise InvalidInput.of("key", "The key holds characters that no key has.")
    if server.sealed_key and not wish.key and _origin(server.url) != _origin(wish.url):
        raise InvalidInput.of("key", "Enter the key again: the stored one belongs to the old address.")
    if wish.key or wish.command or _origin(server.url) != _origin(wish.url):
        server.sealed_grant, server.sign_in = "", ToolServer.SignIn.NONE
    server.name, server.url, server.header, server.command = name, wish.url, wish.header, wish.command
    server.transport = ToolServer.Transport.STDIO if wish.command else ToolServer.Transport.HTTP
    server.sealed_key = "" if wish.command else seal(wish.key) if wish.key else server.sealed_key


def look_at_server(*, server: ToolServer, now: datetime, site: str = "") -> ToolServer:
    """Ask what it offers now. A failure is noted, and the tools stay as they were known."""
    try:
        found = _looked(server, site)
    except DaimonError as error:
        server.problem, server.looked_at = error.message[:300], now
        server.save(update_fields=["problem", "looked_at"])
        return server
    _note(server, found, now)
    return server


def look_at_own_server(*, user: User, server_id: UUID, now: datetime, site: str = "") -> ToolServer:
    """Ask one of the person's own what it offers now."""
    look_at_server(server=get_own_server(user, server_id), now=now, site=site)
    return get_own_server(user, server_id)


def begin_sign_in(*, user: User, server_id: UUID, now: datetime, site: str) -> str:
    """The address at which the person signs in at the server, anew; ToolServerOpen where it asks nobody to."""
    server = get_signable_server(user, server_id)
    grant, before = opened(server.sealed_grant), server.sealed_grant
    server.sealed_grant = replace(grant, tokens=None, expires_at=None, pending=None).sealed()
    try:
        found = _looked(server, site)
    except SignInNeeded as needed:
        if needed.grant is None or needed.grant.pending is None:
            raise
        give_back(before, server=server.url)
        return needed.grant.pending.address
    ToolServer.objects.filter(pk=server.pk).update(sealed_grant="", sign_in=ToolServer.SignIn.NONE)
    _note(server, found, now)
    raise ToolServerOpen


def finish_sign_in(*, user: User, server_id: UUID, answer: Answer, now: datetime, site: str) -> ToolServer:
    """The server with the tools that it offers whoever signed in; SignInFailed where the answer does not fit the question."""
    server = get_signable_server(user, server_id)
    if opened(server.sealed_grant).pending is None:
        raise SignInFailed
    _note(server, _looked(server, site, answer), now)
    return get_signable_server(user, server_id)


def switch_server(*, user: User, server_id: UUID, is_active: bool) -> ToolServer:
    """Offer its tools, or no longer."""
    server = get_own_server(user, server_id)
    ToolServer.objects.filter(pk=server.pk).update(is_active=is_active)
    return get_own_server(user, server_id)


def remove_own_server(*, user: User, server_id: UUID, now: datetime) -> None:
    """Forget the person's server with its key."""
    remove_server(server=get_own_server(user, server_id), now=now)


@transaction.atomic
def remove_server(*, server: ToolServer, now: datetime) -> None:
    """Forget the server with its key, its tools, and every lasting permission for them; the trail of calls stays.

    Tokens of a sign-in there are given back by a job.
    """
    give_back(server.sealed_grant, server=server.url)
    _withdraw(server, server.tools.values_list("called", flat=True), now)
    server.delete()


def _looked(server: ToolServer, site: str = "", answer: Answer | None = None) -> list[Offered]:
    try:
        return ask_server(server, offered, seconds_left=_seconds_left(), site=site, answer=answer)
    except DaimonError as error:
        error.status = status_of_failure(error.status)
        raise


@transaction.atomic
def _note(server: ToolServer, found: list[Offered], now: datetime) -> None:
    server.problem, server.looked_at = "", now
    server.save(update_fields=["problem", "looked_at"])
    _keep(server, found, now)


def _seconds_left() -> Callable[[], float]:
    until = monotonic() + LOOK_SECONDS

    def left() -> float:
        seconds = until - monotonic()
        if seconds <= 0:
            raise OutOfTime("The tool server did not answer in time.")
        return seconds

    return left


def _keep(server: ToolServer, found: list[Offered], now: datetime) -> None:
    """Write down what it offers. Whoever allowed a tool that is described otherwise now is asked again."""
    known = {each.name: each for each in server.tools.all()}
    names = _called(server.handle, [each.name for each in found])
    rows = [
        ServerTool(server=server, name=each.name, called=names[each.name], description=each.description,
                   arguments=each.arguments, is_reading=each.is_reading)
        for each in found
    ]  # fmt: skip
    same = {each.name for each in rows if each.name in known and _facts(known[each.name]) == _facts(each)}
    gone = [each for name, each in known.items() if name not in same]
    _withdraw(server, [each.called for each in gone], now)
    ServerTool.objects.filter(pk__in=[each.pk for each in gone]).delete()
    ServerTool.objects.bulk_create(each for each in rows if each.name not in same)


def _facts(tool: ServerTool) -> tuple[object, ...]:
    return tool.called, tool.description, tool.arguments, tool.is_reading


def _called(handle: str, names: list[str]) -> dict[str, str]:
    """What each tool is called here: unlike any other of the server, in characters that every model takes."""
    found: dict[str, str] = {}
    for name in sorted(names):
        plain = re.sub(r"[^a-z0-9_-]+", "_", name.lower()).strip("_") or "tool"
        called, number = f"{handle}{SEPARATOR}{plain}"[:LONGEST_CALLED], 1
        while called in found.values():
            number += 1
            called = f"{handle}{SEPARATOR}{plain}"[: LONGEST_CALLED - 4] + f"_{number}"
        found[name] = called
    return found


def _withdraw(server: ToolServer, tools: Iterable[str], now: datetime) -> None:
    """Take back what was allowed for these tools: by the owner, or by everybody where the server is everybody's."""
    rows = Approval.objects.filter(tool__in=list(tools), state=Approval.State.APPROVED).exclude(scope="call")
    if server.owner_id:
        rows = rows.filter(owner=server.owner_id)
    rows.update(state=Approval.State.REVOKED, decided_at=now)


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc
