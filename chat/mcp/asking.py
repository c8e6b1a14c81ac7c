"""The question whether a call may leave, put to the call's owner through a client that can show an address.

The client is only told where to go (elicitation by URL): the answer is given on a page of ours, by whoever is signed in
there, and never by the program that made the call. What is kept between the client's requests is the call's row and the id
that the client sends back, so another process, or the same one after a restart, goes on where this one was.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from mcp.server.context import ServerRequestContext
from mcp_types import (
    CallToolRequestParams,
    ElicitRequest,
    ElicitRequestURLParams,
    InputRequiredResult,
)
from mcp_types.version import MODERN_PROTOCOL_VERSIONS

from project.lib.errors import InvalidInput
from spirits.models import ToolCall

QUESTION = "approval"
MOST_ROUNDS = 8  # of waiting; the official client gives up after ten
LONGEST_KEY = 180
KEY = "daimon/idempotency-key"  # in a call's _meta


@dataclass(frozen=True)
class Asking:
    """What this request and its client make possible."""

    base: str = ""
    call_id: UUID | None = None
    round: int = 0
    answer: str = ""
    key: str | None = None

    @property
    def can_show(self) -> bool:
        """Whether the client can send the person to an address, and come back."""
        return bool(self.base)

    def question(self, call: ToolCall) -> InputRequiredResult | None:
        """The address where the owner decides, or, once they went there, word to come again; None when that is enough."""
        if not self.can_show or self.round > MOST_ROUNDS:
            return None
        state = f"{call.pk}:{self.round + 1}"
        if self.call_id is not None:
            return InputRequiredResult(request_state=state)
        where = f"{self.base}{reverse('approval', args=[call.approval.pk])}"
        words = f"{call.tool} leaves Daimon and waits for its owner's word."
        params = ElicitRequestURLParams(message=words, url=where)
        return InputRequiredResult(input_requests={QUESTION: ElicitRequest(params=params)}, request_state=state)


def asking_of(context: ServerRequestContext[Any, Any], params: CallToolRequestParams) -> Asking:
    """What the request says of earlier rounds, and whether its client shows addresses; InvalidInput for what we never said."""
    capabilities = context.session.client_capabilities
    can_show = (
        context.protocol_version in MODERN_PROTOCOL_VERSIONS
        and capabilities is not None
        and capabilities.elicitation is not None
        and capabilities.elicitation.url is not None
    )
    call_id, round_ = _state(params.request_state)
    answer = (params.input_responses or {}).get(QUESTION)
    return Asking(
        base=_base(context) if can_show else "",
        call_id=call_id,
        round=round_,
        answer=getattr(answer, "action", ""),
        key=_key(dict(context.meta or {}).get(KEY)),
    )


def _base(context: ServerRequestContext[Any, Any]) -> str:
    assert context.request is not None  # every message comes by HTTP
    return str(settings.PUBLIC_URL or str(context.request.base_url)).rstrip("/")


def _state(raw: str | None) -> tuple[UUID | None, int]:
    if raw is None:
        return None, 0
    call, _, count = raw.partition(":")
    try:
        return UUID(call), int(count)
    except ValueError as error:
        raise InvalidInput.of("requestState", "This server never gave such a state.") from error


def _key(raw: object) -> str | None:
    if raw is None:
        return None
    if not isinstance(raw, str) or not raw.isprintable() or not 1 <= len(raw) <= LONGEST_KEY:
        raise InvalidInput.of(KEY, f"Expected 1 to {LONGEST_KEY} printable characters.")
    return f"mcp:{raw}"
