"""``GET /accounts/session/live``: the one stream of an open page; it ends when the session does.

``?follow=`` names what the page shows, ``?conversation=`` the chat it has open, ``?after=`` (or the header Last-Event-ID) the
id of the last event it had. See docs/live.md.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
import structlog
from django.db import DatabaseError

from accounts.models import User
from accounts.rules.agents import device_name
from accounts.services.authenticate import Means
from chat.edge.admission import NotAdmitted, admitted
from chat.edge.answers import header, open_stream, refuse, refuse_admission, request_id_of
from chat.edge.company import Company
from chat.edge.job_events import tell_jobs
from chat.edge.leaving import until_gone
from chat.edge.notification_events import tell_notifications
from chat.edge.page_line import PageLine
from chat.edge.position import Position
from chat.edge.query import BadQuery, parameters
from chat.edge.services import Services
from chat.edge.shop_events import tell_shop
from chat.engine.turn import in_thread
from project.lib.clock import milliseconds

KINDS = ("jobs", "notifications", "shop")

log = structlog.get_logger(__name__)

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


@dataclass(frozen=True)
class Asked:
    """What a page wants to be told, and where it stands."""

    follow: frozenset[str]
    conversation_id: UUID | None
    after: Position | None


async def follow_session(services: Services, scope: Scope, receive: Receive, send: Send) -> None:
    """A stream for pages, so only a cookie opens it; a page that asks for nothing hears nothing."""
    request_id = request_id_of(scope)
    if scope["method"] != "GET":
        await refuse(send, 405, code="method_not_allowed", message="Use GET.", request_id=request_id)
        return
    try:
        caller = await in_thread(admitted, scope, group="accounts")
    except NotAdmitted as error:
        await refuse_admission(send, error, request_id)
        return
    if caller.means is not Means.SESSION:
        await refuse(send, 401, code="not_authenticated", message="Sign in first.", request_id=request_id)
        return
    try:
        asked = read_query(scope)
    except BadQuery as error:
        name, problem = error.args
        await refuse(send, 400, code="invalid", message=problem, fields={name: [problem]}, request_id=request_id)
        return
    device = device_name(header(scope, b"user-agent"))
    await open_stream(send, request_id)
    await until_gone(scope, receive, _tell(services, caller.user, asked, device, send))
    await send({"type": "http.response.body", "body": b""})


def read_query(scope: Scope) -> Asked:
    """What the page asks for; BadQuery names the parameter that makes no sense."""
    given = parameters(scope, {"follow", "conversation", "after"})
    follow = frozenset(given["follow"].split(",")) if given.get("follow") else frozenset()
    if not follow <= set(KINDS):
        raise BadQuery("follow", f"Expected some of {', '.join(KINDS)}, with commas between them.")
    after = header(scope, b"last-event-id") or given.get("after", "")
    try:
        position = Position.read(after) if after else None
    except ValueError as error:
        raise BadQuery("after", "Expected the id of an event of this stream.") from error
    try:
        conversation_id = UUID(given["conversation"]) if given.get("conversation") else None
    except ValueError as error:
        raise BadQuery("conversation", "Expected the id of a conversation.") from error
    return Asked(follow, conversation_id, position)


async def _tell(services: Services, user: User, asked: Asked, device: str, send: Send) -> None:
    """Everything the page follows, side by side on one line; a database that is away ends it, and the page comes back."""
    line = PageLine(send, asked.after)
    try:
        async with asyncio.TaskGroup() as group:
            for source in (line.keep_open(), *_sources(services, user, asked, device, line)):
                group.create_task(source)
    except* (DatabaseError, psycopg.Error) as problems:
        log.warning("page_stream_cut", problem=type(problems.exceptions[0]).__name__)


def _sources(
    services: Services, user: User, asked: Asked, device: str, line: PageLine
) -> list[Coroutine[Any, Any, None]]:
    found: list[Coroutine[Any, Any, None]] = []
    if "notifications" in asked.follow:
        since = asked.after.moment if asked.after else milliseconds()
        found.append(tell_notifications(services, user, line, since))
    else:
        line.caught_up()
    if "jobs" in asked.follow:
        found.append(tell_jobs(services, user.pk, line))
    if "shop" in asked.follow:
        is_back = asked.after is not None and asked.after.is_back
        found.append(tell_shop(services, user.pk, line, is_back=is_back))
    if asked.conversation_id:
        company = Company(
            services.hub, owner_id=user.pk, conversation_id=asked.conversation_id, device=device, line=line
        )
        found.append(company.keep())
    return found
