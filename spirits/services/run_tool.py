"""Run a tool for a person: the one way in for every door."""

import json
import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event
from time import monotonic
from typing import Any
from uuid import UUID

import structlog
from django.db import IntegrityError, transaction

from accounts.models import User
from project.lib.clock import now as present
from project.lib.errors import DaimonError, InvalidInput
from spirits.errors import CallKeyReused, TooManyCalls
from spirits.models import Approval, ToolCall
from spirits.queries.tool_access import ToolAccess, get_tool_access
from spirits.queries.tool_calls import calls_since, get_call, is_approved
from spirits.rules.addresses import host_of
from spirits.rules.progression import effectiveness_percent
from spirits.rules.tool_budgets import CALLS_A_MINUTE, reach_percent
from spirits.services.artifacts import refuse_beyond_quota
from spirits.services.beyond_numbers import beyond_numbers
from spirits.services.expected_addresses import is_fetch_expected
from spirits.services.failed_elsewhere import named, status_of_failure
from spirits.services.keep_artifact import keep_artifact
from spirits.services.reward_tool_use import begin_tool_use, count_failed_use, reward_tool_use
from spirits.tools import Context, Effect, Tool, ToolResult
from spirits.tools.errors import Cancelled, ToolCrashed, TooMuch
from spirits.tools.schema import checked

log = structlog.get_logger(__name__)

LONGEST_KEPT = 100_000  # characters of arguments kept with a refused call
LONGEST_TEXT = 20_000


@dataclass(frozen=True)
class Occasion:
    """Where a call comes from. With a ``key`` a repeated request is the same call and happens once.

    ``is_typed``: the person wrote these very arguments into a form of ours; no model and no program did.
    """

    door: str
    minion_id: UUID | None = None
    conversation_id: UUID | None = None
    run_id: UUID | None = None
    key: str | None = None
    is_typed: bool = False


def run_tool(
    *,
    user: User,
    name: str,
    arguments: Any,
    occasion: Occasion,
    now: datetime,
    cancel: Event | None = None,
) -> ToolCall:
    """The finished call, or one that waits for the person's approval. Its refusal or failure is raised, and kept.

    Not for use within a transaction: the tool may take long. Entitlement is checked now, whatever was offered before.
    """
    access = get_tool_access(user, name, minion_id=occasion.minion_id)
    if calls_since(user, now - timedelta(minutes=1)) >= CALLS_A_MINUTE:
        raise TooManyCalls
    if not isinstance(arguments, dict):
        raise InvalidInput.of("arguments", "The arguments must be a JSON object.")
    call, is_new = _opened(user, access, arguments, occasion, now)
    if not is_new:
        return told(call)
    try:
        valid = checked(access.tool.arguments, arguments)
        begin_tool_use(call)
    except DaimonError as error:
        _fail(call, error)
        raise
    if call.state == ToolCall.State.WAITING:
        return call
    return _perform(call, access, valid, cancel or Event())


def perform_approved(*, user: User, call_id: UUID, cancel: Event | None = None) -> ToolCall:
    """Do a call that its owner just approved; whoever comes second gets the first one's call."""
    started = present()
    approved = ToolCall.objects.filter(approval__state="approved", owner=user, pk=call_id)
    is_mine = approved.filter(state=ToolCall.State.WAITING).update(state=ToolCall.State.RUNNING, started_at=started)
    call = get_call(user, call_id)
    if not is_mine:
        return call
    try:
        access = get_tool_access(user, call.tool, minion_id=call.minion_id)
        valid = checked(access.tool.arguments, call.arguments)
    except DaimonError as error:
        _fail(call, error)
        raise
    call.started_at = started
    return _perform(call, access, valid, cancel or Event())


def told(call: ToolCall) -> ToolCall:
    """The call again, or its failure as it was raised the first time."""
    if call.state != ToolCall.State.FAILED or call.error is None:
        return call
    error = DaimonError(call.error["message"], fields=call.error["fields"])
    error.code, error.status = call.error["code"], status_of_failure(call.error["status"])
    raise error


def _opened(user: User, access: ToolAccess, arguments: Any, occasion: Occasion, now: datetime) -> tuple[ToolCall, bool]:
    """A new row for the call, or the one its key made before."""
    kept = storable(arguments)
    try:
        with transaction.atomic():
            return _open(user, access, kept, occasion, now), True
    except IntegrityError:
        earlier = ToolCall.objects.filter(owner=user, key=occasion.key).first()
        if occasion.key is None or earlier is None:
            raise
    if (earlier.tool, earlier.arguments) != (access.tool.name, kept):
        raise CallKeyReused
    return get_call(user, earlier.pk), False


def _open(user: User, access: ToolAccess, arguments: Any, occasion: Occasion, now: datetime) -> ToolCall:
    tool = access.tool
    effect = tool.effect_of(arguments)
    waits = access.asks_first or (effect == Effect.OUTBOUND and not _is_allowed(user, tool, arguments, occasion))
    if waits:
        waits = _is_valid(access, arguments)
    call = ToolCall.objects.create(
        owner=user,
        tool=tool.name,
        minion=access.minion,
        spirit=access.spirit,
        conversation_id=occasion.conversation_id,
        run_id=occasion.run_id,
        door=occasion.door,
        effect=effect,
        key=occasion.key,
        state=ToolCall.State.WAITING if waits else ToolCall.State.RUNNING,
        arguments=arguments,
        effectiveness_percent=effectiveness_percent(access.level),
        synergy_percent=access.synergy_percent,
        created_at=now,
        started_at=None if waits else now,
    )
    if waits:
        Approval.objects.create(
            owner=user,
            tool=tool.name,
            call=call,
            conversation_id=occasion.conversation_id,
            host=host_of(next(iter(tool.addresses_in(arguments)), "")),
            is_each_time=access.asks_first,
            created_at=now,
        )
    return call


def _is_allowed(user: User, tool: Tool, arguments: Any, occasion: Occasion) -> bool:
    """Whether an outbound call goes without asking: the person allowed it, or named every address that it fetches."""
    fetched = tool.addresses_in(arguments)
    if not fetched:
        return is_approved(user, tool.name, occasion.conversation_id)
    return all(
        occasion.is_typed
        or is_fetch_expected(user, url, conversation_id=occasion.conversation_id)
        or is_approved(user, tool.name, occasion.conversation_id, host=host_of(url))
        for url in fetched
    )


def _is_valid(access: ToolAccess, arguments: Any) -> bool:
    """Whether the person needs to be asked at all: a call with bad arguments is refused first."""
    try:
        checked(access.tool.arguments, arguments)
    except DaimonError:
        return False
    return True


def _perform(call: ToolCall, access: ToolAccess, arguments: dict[str, Any], cancel: Event) -> ToolCall:
    budget = access.tool.budget.scaled(reach_percent(access.level, access.synergy_percent))
    started = monotonic()
    context = Context(
        user=call.owner,
        now=call.started_at or call.created_at,
        budget=budget,
        call_id=call.pk,
        minion_id=call.minion_id,
        conversation_id=call.conversation_id,
        cancel=cancel,
        deadline=started + budget.seconds,
    )
    try:
        result, size = _result(access.tool, context, arguments)
        return _succeed(call, result, size, budget.bytes, started + sum(context.loading))
    except DaimonError as error:
        _fail(call, named(error, access.tool, arguments), started + sum(context.loading))
        raise
    except Exception as error:
        log.exception("tool_crashed", tool=call.tool, call_id=str(call.pk))
        crash = ToolCrashed()
        _fail(call, crash, started + sum(context.loading))
        raise crash from error


def _result(tool: Tool, context: Context, arguments: dict[str, Any]) -> tuple[ToolResult, int]:
    """What the tool gives, and its bytes."""
    try:
        result = tool.function(context, arguments)
    except OverflowError as error:
        log.warning(
            "tool_beyond_numbers", tool=tool.name, exc_info=error
        )  # it may be the tool's own fault all the same
        raise beyond_numbers(arguments) from error
    try:
        data = json.dumps(result.data, allow_nan=False)
    except ValueError as error:  # infinite, or not a number
        raise beyond_numbers(arguments) from error
    return result, len(data) + sum(len(each.content) for each in result.artifacts)


@transaction.atomic
def _succeed(call: ToolCall, result: ToolResult, size: int, most_bytes: int, started: float) -> ToolCall:
    if size > most_bytes:
        raise TooMuch(f"The result has {size:,} bytes; at this spirit level the tool may make {most_bytes:,}.")
    finished = present()
    if result.artifacts:
        refuse_beyond_quota(owner=call.owner, more_bytes=sum(len(each.content) for each in result.artifacts))
    for new in result.artifacts:
        keep_artifact(owner=call.owner, call=call, new=new, now=finished)
    call.state = ToolCall.State.SUCCEEDED
    call.data, call.text = storable(result.data), _words(result.text)[:LONGEST_TEXT]
    call.finished_at, call.duration_ms = finished, _milliseconds(started)
    call.xp = reward_tool_use(call)
    call.save()
    return get_call(call.owner, call.pk)


def _fail(call: ToolCall, error: DaimonError, started: float | None = None) -> None:
    is_stop = isinstance(error, Cancelled)
    call.state = ToolCall.State.CANCELLED if is_stop else ToolCall.State.FAILED
    told = {"code": error.code, "status": error.status, "message": error.message, "fields": error.fields}
    call.error = None if is_stop else storable(told)
    call.xp, call.data, call.text = 0, None, ""
    call.finished_at = present()
    call.duration_ms = _milliseconds(started) if started else 0
    call.save()
    if started and not is_stop:
        count_failed_use(call)


def _milliseconds(started: float) -> int:
    return round((monotonic() - started) * 1000)


def _words(text: str) -> str:
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()


def storable(value: Any) -> Any:
    """The value as PostgreSQL can keep it: text without U+0000 and half surrogates, and not without end."""
    if isinstance(value, str):
        return _words(value)[:LONGEST_KEPT]
    if isinstance(value, dict):
        return {_words(str(key)): storable(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [storable(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
