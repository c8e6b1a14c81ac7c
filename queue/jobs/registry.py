"""Which function does which kind of job; domains fill it from their ``handlers`` modules."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from jobs.errors import UnknownKind
from jobs.payloads import Payload, payload_of
from jobs.rules.backoff import Backoff
from jobs.rules.lanes import NORMAL, Lane

if TYPE_CHECKING:
    from jobs.context import JobContext

Work = Callable[["JobContext", Any], Any]
Dropped = Callable[[Any], None]
KIND = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")


@dataclass(frozen=True)
class Policy:
    """How jobs of a kind are treated when nothing else is said.

    ``is_atomic``: the handler runs in one transaction that its completion joins. Handlers that take long or talk to the
    network set it to false and write through ``context.writes()`` and ``context.completes()``.
    """

    lane: Lane = Lane.DEFAULT
    priority: int = NORMAL
    max_failures: int = 5
    max_crashes: int = 4
    backoff: Backoff = field(default_factory=Backoff)
    time_limit: timedelta = timedelta(hours=1)
    cancel_grace: timedelta = timedelta(seconds=10)
    most_running: int | None = None
    is_atomic: bool = True
    is_visible: bool = True
    retention: timedelta | None = None


@dataclass(frozen=True)
class Handler:
    """A registered kind: its function, its input, its policy."""

    kind: str
    title: str
    work: Work
    payload: Payload
    policy: Policy
    permanent: tuple[type[BaseException], ...] = ()
    dropped: Dropped | None = None


@dataclass(frozen=True)
class Standing:
    """A schedule that every installation has from the start; staff may change or switch it off."""

    name: str
    kind: str
    cron: str
    catch_up: str = "once"


_handlers: dict[str, Handler] = {}
_standing: dict[str, Standing] = {}


def job(
    kind: str,
    *,
    title: str = "",
    payload: type | dict[str, Any] | None = None,
    policy: Policy | None = None,
    permanent: tuple[type[BaseException], ...] = (),
    dropped: Dropped | None = None,
) -> Callable[[Work], Work]:
    """Register a function as the handler of ``kind`` (``domain.verb_noun``); errors in ``permanent`` are not tried again.

    ``dropped`` is handed the input of a job that is cancelled while nobody works on it, in the transaction that cancels it.
    """
    if not KIND.fullmatch(kind) or len(kind) > 100:
        raise ValueError(f"{kind!r} is no job kind: expected words like training.index_document.")

    def register(work: Work) -> Work:
        known = _handlers.get(kind)
        if known is not None and (known.work.__module__, known.work.__qualname__) != (
            work.__module__,
            work.__qualname__,
        ):
            raise ValueError(f"{kind} has a handler already: {known.work.__module__}.{known.work.__qualname__}")
        name = title or kind.rsplit(".", 1)[-1].replace("_", " ").capitalize()
        _handlers[kind] = Handler(kind, name, work, payload_of(payload), policy or Policy(), permanent, dropped)
        return work

    return register


def standing_schedule(*, name: str, kind: str, cron: str, catch_up: str = "once") -> None:
    """Declare a schedule beside its handler; the beat makes it when it is missing."""
    _standing[name] = Standing(name, kind, cron, catch_up)


def standing_schedules() -> list[Standing]:
    """Every declared schedule."""
    return list(_standing.values())


def handler_of(kind: str) -> Handler:
    """The handler of a kind, or UnknownKind."""
    try:
        return _handlers[kind]
    except KeyError:
        raise UnknownKind(f"There is no job of the kind {kind!r}.", fields={"kind": ["Unknown kind."]}) from None


def kinds() -> dict[str, Handler]:
    """Every registered kind."""
    return dict(_handlers)


def running_limits() -> dict[str, int]:
    """The kinds of which only so many may run at once."""
    return {kind: each.policy.most_running for kind, each in _handlers.items() if each.policy.most_running is not None}


def forget(kind: str) -> None:
    """Take a kind out again, for tests that register their own."""
    _handlers.pop(kind, None)
