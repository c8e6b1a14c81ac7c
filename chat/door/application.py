"""The doors' one entrance at the ASGI edge: who asks, what for, and every failure in the protocol's own shape."""

import re
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Any

import structlog
from django.db import Error as DatabaseError

from accounts.api.limits import verdicts_of_caller
from accounts.services.authenticate import Means, authenticate_scope
from chat.door import anthropic, ollama, openai
from chat.door.asked import Asker
from chat.door.body import CallerLeft, Receive, read_object
from chat.door.broadcast import Broadcasts
from chat.door.errors import NotSignedIn, ScopeMissing, TooOften
from chat.door.exchange import Desk, Exchange, Send, encoded
from chat.door.meter import UsageBook
from chat.door.protocol import Door, Handler
from chat.edge.admission import NotAdmitted, address_verdict, refuse_beyond
from chat.edge.answers import JSON_HEADERS, SAFETY_HEADERS, header, request_id_of
from chat.edge.leaving import until_gone
from chat.engine.turn import in_thread
from project.lib.errors import DaimonError
from project.ops.models import LimitGroup

log = structlog.get_logger(__name__)

PREFIXES = ("/v1/", "/api/v1/openai/", "/ollama/")
Scope = dict[str, Any]


class Unwell(DaimonError):
    """Something broke on our side."""

    code = "internal"
    status = 500
    message = "Something went wrong on our side. The request id helps support to find it."


class DatabaseAway(DaimonError):
    """The database does not answer."""

    code = "unavailable"
    status = 503
    message = "The database is away. Try again shortly."


def is_for_doors(path: str) -> bool:
    """Whether a path belongs to another program's protocol."""
    return path.startswith(PREFIXES) or path.rstrip("/") in {"/v1", "/api/v1/openai", "/ollama"}


def door_of(path: str) -> tuple[Door, str]:
    """The protocol a path belongs to, and the path within it."""
    for prefix in ("/api/v1/openai", "/v1", "/ollama"):
        if path == prefix or path.startswith(f"{prefix}/"):
            rest = path.removeprefix(prefix).rstrip("/")
            break
    if prefix == "/ollama":
        return ollama.DOOR, rest
    return (anthropic.DOOR if re.match(r"/messages(/|$)", rest) else openai.DOOR), rest


def route_of(path: str) -> str:
    """The endpoint a path belongs to, for logs and figures: what a caller makes up does not become one of its own."""
    door, rest = door_of(path)
    prefix = next(each for each in PREFIXES if f"{path}/".startswith(each))
    return f"{prefix.rstrip('/')}{door.route_of(rest) or '/unknown'}"


class Doors:
    """Answers every request of other programs in this process."""

    def __init__(self, book: UsageBook) -> None:
        self._desk = Desk(book, Broadcasts())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; whatever happens, the answer has the protocol's shape."""
        request_id = request_id_of(scope)
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            door, path = door_of(scope["path"])
            answer = _Answer(door, request_id, send)
            await answer.guard(self._let_in(door, path, scope, receive, answer))

    async def _let_in(self, door: Door, path: str, scope: Scope, receive: Receive, answer: "_Answer") -> None:
        handler, argument = door.find(scope["method"], path)
        asker = await in_thread(_asker_of, scope, door.name)
        if (origin := header(scope, b"origin")) in asker.origins:
            answer.send = readable_to(origin, send=answer.send)
        has_body = scope["method"] == "POST" and handler not in door.bodiless
        raw, body = await read_object(scope, receive) if has_body else (b"", {})
        exchange = Exchange(
            desk=self._desk,
            asker=asker,
            path=path,
            raw=raw,
            body=body,
            request_id=answer.request_id,
            retry_count=header(scope, b"x-stainless-retry-count"),
            send=answer.send,
        )
        answer.exchange = exchange
        await until_gone(None, receive, answer.guard(_handled(handler, exchange, argument)), at_once=exchange.hang_up)


async def _handled(handler: Handler, exchange: Exchange, argument: str) -> None:
    await (handler(exchange, argument) if argument else handler(exchange))


@dataclass
class _Answer:
    """Turns failures into the protocol's errors: with a status before the answer has begun, as an event after."""

    door: Door
    request_id: str
    send: Send
    exchange: Exchange | None = None

    async def guard(self, work: Awaitable[None]) -> None:
        """Do the work, or say why not."""
        try:
            await work
        except CallerLeft:
            return
        except DaimonError as error:
            await self._fail(error)
        except DatabaseError as error:
            log.error("door_without_database", problem=type(error).__name__)
            await self._fail(DatabaseAway())
        except Exception as error:
            log.error("door_crashed", exc_info=error)
            await self._fail(Unwell())

    async def _fail(self, error: DaimonError) -> None:
        if self.exchange is not None and self.exchange.has_started:
            await self.exchange.write(self.door.failure_in_stream(error))
            await self.exchange.finish()
            return
        headers = [*JSON_HEADERS, *SAFETY_HEADERS, (b"x-request-id", self.request_id.encode())]
        if (seconds := getattr(error, "retry_after", None)) is not None:
            headers.append((b"retry-after", str(int(seconds)).encode()))
        if error.status == 401:
            headers.append((b"www-authenticate", b'Bearer realm="daimon"'))
        await self.send({"type": "http.response.start", "status": error.status, "headers": headers})
        content = {**self.door.error_body(error), "request_id": self.request_id}
        await self.send({"type": "http.response.body", "body": encoded(content)})


def readable_to(origin: str, *, send: Send) -> Send:
    """The same sender, with the headers by which a browser lets a page of that origin read the answer."""
    allowed = [
        (b"access-control-allow-origin", origin.encode("latin-1")),
        (b"access-control-expose-headers", b"X-Request-ID, Retry-After"),
        (b"vary", b"Origin"),
    ]

    async def sent(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message["headers"], *allowed]}
        await send(message)

    return sent


def _asker_of(scope: Scope, door: str) -> Asker:
    """Who asks, by a key or an access token, within the limits; a browser's cookie opens no door here."""
    _refuse_beyond([address_verdict(scope)])
    caller = authenticate_scope(scope)
    scope["caller"] = caller
    if caller is None or caller.means is Means.SESSION:
        raise NotSignedIn
    if not caller.may("chat", scope["method"]):
        raise ScopeMissing("This API key lacks the scope chat:write (chat:read for the list of models).")
    _refuse_beyond(verdicts_of_caller(caller, LimitGroup.READ if scope["method"] == "GET" else LimitGroup.ANSWERS))
    if caller.api_key is None:
        return Asker(caller.user, None, door)
    return Asker(caller.user, caller.api_key.pk, door, frozenset(caller.api_key.origins))


def _refuse_beyond(verdicts: list[Any]) -> None:
    try:
        refuse_beyond(verdicts)
    except NotAdmitted as error:
        raise TooOften(error.retry_after or 1) from error
