"""The endpoints of tools, their calls and approvals."""

from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.queries.signed_in import signed_in
from project.api.filters import Filter, refuse_unknown
from project.api.headers import IDEMPOTENCY_KEY
from project.api.schema import ErrorAnswer
from project.api.tags import tagged
from project.lib.clock import now
from project.lib.errors import InvalidInput
from spirits.api.spirits import UUID_PATTERN
from spirits.api.tool_serializers import (
    ApprovalOut,
    ApproveIn,
    ToolAccessOut,
    ToolCallOut,
    ToolRunIn,
)
from spirits.errors import ToolNotFound
from spirits.models import Approval, ToolCall
from spirits.queries.tool_access import tools_of
from spirits.queries.tool_calls import (
    approvals_of,
    calls_of,
    get_approval,
    get_call,
)
from spirits.services.decide_approval import approve, deny, revoke, withdraw_call
from spirits.services.run_tool import Occasion, perform_approved, run_tool, told

LONGEST_KEY = 200
ELSEWHERE = OpenApiResponse(ErrorAnswer, description="Another server that the tool needs failed.")


class ToolViewSet(viewsets.GenericViewSet[ToolCall]):
    """The tools of the signed-in person's spirits."""

    queryset = ToolCall.objects.none()
    serializer_class = ToolAccessOut
    lookup_field = "name"
    lookup_value_regex = r"[a-z0-9_.:-]{1,120}"
    pagination_class = None
    filter_backends = []

    @extend_schema(summary="The tools of your spirits, locked ones too", responses=ToolAccessOut(many=True))
    def list(self, request: Request) -> Response:
        """By name, with an ETag. ``minion`` narrows them to one minion's."""
        refuse_unknown(request, {"minion"})
        minion_id = _uuid(request.query_params.get("minion"), "minion")
        return tagged(request, ToolAccessOut(tools_of(signed_in(request), minion_id=minion_id), many=True).data)

    @extend_schema(summary="One tool with its schemas", responses=ToolAccessOut)
    def retrieve(self, request: Request, name: str) -> Response:
        """Only a tool of the person's own spirits."""
        refuse_unknown(request, {"minion"})
        minion_id = _uuid(request.query_params.get("minion"), "minion")
        found = next((e for e in tools_of(signed_in(request), minion_id=minion_id) if e.tool.name == name), None)
        if found is None:
            raise ToolNotFound
        return Response(ToolAccessOut(found).data)

    @extend_schema(
        summary="Call a tool",
        description="200 with the finished call, or 202 with one that waits for your approval.",
        parameters=[IDEMPOTENCY_KEY],
        request=ToolRunIn,
        responses={200: ToolCallOut, 202: ToolCallOut, 424: ELSEWHERE},
    )
    @action(detail=True, methods=["post"])
    def run(self, request: Request, name: str) -> Response:
        """A repeated request with the same Idempotency-Key is the same call."""
        refuse_unknown(request, set())
        given = ToolRunIn(data=request.data)
        given.is_valid(raise_exception=True)
        occasion = Occasion(
            door=ToolCall.Door.API,
            minion_id=given.validated_data.get("minion"),
            conversation_id=given.validated_data.get("conversation"),
            key=_key(request),
        )
        arguments = given.validated_data["arguments"]
        call = run_tool(user=signed_in(request), name=name, arguments=arguments, occasion=occasion, now=now())
        return Response(ToolCallOut(call).data, status=status.HTTP_200_OK if call.is_final else 202)


@extend_schema_view(list=extend_schema(summary="Your tool calls, newest first"))
class ToolCallViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[ToolCall]):
    """What tools did for the signed-in person."""

    queryset = ToolCall.objects.none()
    serializer_class = ToolCallOut
    lookup_value_regex = UUID_PATTERN
    filters = {
        "tool": Filter(
            serializers.CharField(max_length=120),
            lambda rows, name: rows.filter(tool=name),
            meaning="Only this tool's.",
            schema={"type": "string"},
        ),
        "state": Filter(
            serializers.ChoiceField(choices=ToolCall.State.choices),
            lambda rows, state: rows.filter(state=state),
            meaning="Only in this state.",
            schema={"type": "string", "enum": ToolCall.State.values},
        ),
    }

    def get_queryset(self) -> QuerySet[ToolCall]:
        """The person's own."""
        return calls_of(signed_in(self.request))

    @extend_schema(summary="One tool call", responses=ToolCallOut)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """With its arguments, result and approval."""
        refuse_unknown(request, set())
        return Response(ToolCallOut(get_call(signed_in(request), pk)).data)

    @extend_schema(summary="Give up a call that still waits", request=None, responses=ToolCallOut)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: UUID) -> Response:
        """A call that is over stays as it is."""
        refuse_unknown(request, set())
        return Response(ToolCallOut(withdraw_call(user=signed_in(request), call_id=pk, now=now())).data)


@extend_schema_view(list=extend_schema(summary="Questions to you about tool calls, and your permissions"))
class ApprovalViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[Approval]):
    """What waits for the signed-in person's word, and what they allowed."""

    queryset = Approval.objects.none()
    serializer_class = ApprovalOut
    lookup_value_regex = UUID_PATTERN
    filters = {
        "state": Filter(
            serializers.ChoiceField(choices=Approval.State.choices),
            lambda rows, state: rows.filter(state=state),
            meaning="Only in this state.",
            schema={"type": "string", "enum": Approval.State.values},
        ),
    }

    def get_queryset(self) -> QuerySet[Approval]:
        """The person's own."""
        return approvals_of(signed_in(self.request))

    @extend_schema(summary="One approval", responses=ApprovalOut)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """With the call it is about."""
        refuse_unknown(request, set())
        return Response(ApprovalOut(get_approval(signed_in(request), pk)).data)

    @extend_schema(summary="Allow the call, and do it", request=ApproveIn, responses={200: ToolCallOut, 424: ELSEWHERE})
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, pk: UUID) -> Response:
        """The finished call."""
        refuse_unknown(request, set())
        given = ApproveIn(data=request.data)
        given.is_valid(raise_exception=True)
        user = signed_in(request)
        approval = approve(user=user, approval_id=pk, scope=given.validated_data["scope"], now=now())
        assert approval.call_id is not None, "only a call's approval can be pending"
        return Response(ToolCallOut(told(perform_approved(user=user, call_id=approval.call_id))).data)

    @extend_schema(summary="Refuse the call", request=None, responses=ApprovalOut)
    @action(detail=True, methods=["post"])
    def deny(self, request: Request, pk: UUID) -> Response:
        """It is never done."""
        refuse_unknown(request, set())
        return Response(ApprovalOut(deny(user=signed_in(request), approval_id=pk, now=now())).data)

    @extend_schema(summary="Take a permission back", request=None, responses=ApprovalOut)
    @action(detail=True, methods=["post"])
    def revoke(self, request: Request, pk: UUID) -> Response:
        """The tool asks again from now on."""
        refuse_unknown(request, set())
        return Response(ApprovalOut(revoke(user=signed_in(request), approval_id=pk, now=now())).data)


def _uuid(raw: str | None, field: str) -> UUID | None:
    if raw is None:
        return None
    try:
        return UUID(raw)
    except ValueError as error:
        raise InvalidInput.of(field, "This is not an id.") from error


def _key(request: Request) -> str | None:
    key = request.headers.get("Idempotency-Key")
    if key is not None and not (key.isprintable() and 1 <= len(key) <= LONGEST_KEY):
        raise InvalidInput.of("Idempotency-Key", f"Expected 1 to {LONGEST_KEY} printable characters.")
    return key
