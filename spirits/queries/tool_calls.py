"""A person's tool calls and approvals."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.models import User
from spirits.errors import ApprovalNotFound, ToolCallNotFound
from spirits.models import Approval, ToolCall


def calls_of(user: User) -> QuerySet[ToolCall]:
    """The person's calls, newest first, with their approvals, spirits and artifacts."""
    rows = ToolCall.objects.filter(owner=user).select_related("approval", "spirit")
    return rows.prefetch_related("artifacts").order_by("-id")


def get_call(user: User, call_id: UUID) -> ToolCall:
    """One of the person's calls, or ToolCallNotFound."""
    call = calls_of(user).filter(pk=call_id).first()
    if call is None:
        raise ToolCallNotFound
    return call


def approvals_of(user: User) -> QuerySet[Approval]:
    """The person's approvals, newest first, with their calls."""
    return Approval.objects.filter(owner=user).select_related("call").order_by("-id")


def get_approval(user: User, approval_id: UUID) -> Approval:
    """One of the person's approvals, or ApprovalNotFound."""
    approval = approvals_of(user).filter(pk=approval_id).first()
    if approval is None:
        raise ApprovalNotFound
    return approval


def open_questions(user: User) -> QuerySet[Approval]:
    """Calls that wait for the person's word."""
    waiting = approvals_of(user).filter(state=Approval.State.PENDING, call__state=ToolCall.State.WAITING)
    return waiting.prefetch_related("call__artifacts")


def lasting_permissions(user: User) -> QuerySet[Approval]:
    """What the person allowed beyond one call, and did not take back."""
    return approvals_of(user).filter(state=Approval.State.APPROVED).exclude(scope=Approval.Scope.CALL)


def is_approved(user: User, tool: str, conversation_id: UUID | None, *, host: str = "") -> bool:
    """Whether the person gave a lasting permission for the tool, everywhere or in this conversation.

    A call that fetches an address needs one for that address's ``host``.
    """
    here = Q(scope="tool")
    if conversation_id:
        here |= Q(scope="conversation", conversation_id=conversation_id)
    return Approval.objects.filter(here, owner=user, tool=tool, host=host, state="approved").exists()


def calls_since(user: User, since: datetime) -> int:
    """How many calls the person made from then on."""
    return ToolCall.objects.filter(owner=user, created_at__gte=since).count()
