"""A person's answer to a call that wants to leave the installation."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from project.lib.errors import InvalidInput
from spirits.errors import AlreadyDecided
from spirits.models import Approval, ToolCall
from spirits.queries.tool_calls import get_approval, get_call


@transaction.atomic
def approve(*, user: User, approval_id: UUID, scope: str, now: datetime) -> Approval:
    """Allow the call; with a wider scope also later calls of the tool, in this conversation or everywhere.

    The call itself is done by ``perform_approved`` afterwards, outside this transaction.
    """
    approval = get_approval(user, approval_id)
    if scope == Approval.Scope.CONVERSATION and approval.conversation_id is None:
        raise InvalidInput.of("scope", "This call does not belong to a conversation.")
    if scope != Approval.Scope.CALL and approval.is_each_time:
        raise InvalidInput.of(
            "scope", "This minion asks before each call of this tool; it can be allowed for this call."
        )
    _decide(approval, Approval.State.APPROVED, scope=scope, now=now)
    return get_approval(user, approval_id)


@transaction.atomic
def deny(*, user: User, approval_id: UUID, now: datetime) -> Approval:
    """Refuse the call; it ends as denied and was never done."""
    approval = get_approval(user, approval_id)
    _decide(approval, Approval.State.DENIED, scope=Approval.Scope.CALL, now=now)
    waiting = ToolCall.objects.filter(approval=approval, state=ToolCall.State.WAITING)
    waiting.update(state=ToolCall.State.DENIED, finished_at=now)
    return get_approval(user, approval_id)


@transaction.atomic
def allow_tool(*, user: User, tool: str, conversation_id: UUID | None, now: datetime, host: str = "") -> Approval:
    """Allow a tool before it asks: in one conversation, or everywhere when none is given; one that fetches, at one host."""
    scope = Approval.Scope.CONVERSATION if conversation_id else Approval.Scope.TOOL
    return Approval.objects.create(
        owner=user,
        tool=tool,
        conversation_id=conversation_id,
        scope=scope,
        host=host,
        state=Approval.State.APPROVED,
        created_at=now,
        decided_at=now,
    )


def revoke(*, user: User, approval_id: UUID, now: datetime) -> Approval:
    """Take a lasting permission back; what was done under it stays done."""
    approval = get_approval(user, approval_id)
    rows = Approval.objects.filter(pk=approval.pk, state=Approval.State.APPROVED)
    if not rows.update(state=Approval.State.REVOKED, decided_at=now):
        raise AlreadyDecided
    return get_approval(user, approval_id)


@transaction.atomic
def withdraw_call(*, user: User, call_id: UUID, now: datetime) -> ToolCall:
    """Give up a call that still waits; one that is over stays as it is."""
    call = get_call(user, call_id)
    if ToolCall.objects.filter(pk=call.pk, state=ToolCall.State.WAITING).update(
        state=ToolCall.State.CANCELLED, finished_at=now
    ):
        Approval.objects.filter(call=call, state=Approval.State.PENDING).update(
            state=Approval.State.DENIED, decided_at=now
        )
    return get_call(user, call_id)


@transaction.atomic
def withdraw_calls_of_run(run_id: UUID, *, now: datetime) -> None:
    """Give up every call of the run that still waits: its person stopped the run."""
    waiting = ToolCall.objects.filter(run_id=run_id, state=ToolCall.State.WAITING)
    Approval.objects.filter(call__in=waiting, state=Approval.State.PENDING).update(
        state=Approval.State.DENIED, decided_at=now
    )
    waiting.update(state=ToolCall.State.CANCELLED, finished_at=now)


def _decide(approval: Approval, state: str, *, scope: str, now: datetime) -> None:
    rows = Approval.objects.filter(pk=approval.pk, state=Approval.State.PENDING, call__state=ToolCall.State.WAITING)
    if not rows.update(state=state, scope=scope, decided_at=now):
        raise AlreadyDecided
