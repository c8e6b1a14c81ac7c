"""The endpoints of memory: what is remembered, searching it, changing it, forgetting it."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.queries.signed_in import signed_in
from chat.memory.api.serializers import (
    Forgotten,
    MemoryChange,
    MemoryIn,
    MemoryOut,
    MemoryVersionOut,
    Merging,
    SearchIn,
    SearchOut,
    Several,
    StatisticsOut,
    Superseding,
    Switches,
    SwitchIn,
    SwitchOut,
    Undoing,
)
from chat.memory.queries.found import Found
from chat.memory.queries.memories import (
    get_memory,
    history_of,
    live_memories_of,
    memories_of,
    statistics_of,
)
from chat.memory.queries.query_vector import asked_vector
from chat.memory.queries.search import Filters, search
from chat.memory.queries.switches import switches_of
from chat.memory.rules.kinds import Kind, State
from chat.memory.rules.weights import WEIGHT_SETS, current, share_of
from chat.memory.services.change import edit_memory, merge, supersede, undo
from chat.memory.services.exchange import exported_lines, import_lines
from chat.memory.services.forget import forget
from chat.memory.services.remember import remember
from chat.memory.services.switches import set_switch
from chat.models import Memory
from project.api.filters import Filter, refuse_unknown
from project.api.headers import IDEMPOTENCY_KEY, IF_MATCH
from project.api.idempotency import idempotent
from project.api.tags import require_match, tagged
from project.lib.clock import now

JSON_LINES = "application/x-ndjson"


class JsonLines(BaseParser):
    """A body of JSON objects, one a line, handed on as it came."""

    media_type = JSON_LINES

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> dict[str, Any]:
        """The raw lines, under ``lines``."""
        return {"lines": bytes(stream.read())}


def _renamed(given: dict[str, Any]) -> dict[str, Any]:
    """Wire names of references as the services call them; what is null is left out."""
    names = {"minion": "minion_id", "conversation": "conversation_id", "memories": "memory_ids"}
    return {names.get(name, name): value for name, value in given.items() if value is not None}


def _lines(request: Request) -> bytes:
    """The body of an import; empty without one."""
    found = request.data.get("lines", b"") if isinstance(request.data, dict) else b""
    return found if isinstance(found, bytes) else b""


def _valid(serializer: serializers.Serializer[Any]) -> dict[str, Any]:
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


@extend_schema_view(
    list=extend_schema(summary="What is remembered, newest first"),
    retrieve=extend_schema(summary="One memory", responses=MemoryOut),
)
class MemoryViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[Memory]):
    """What is remembered of the signed-in person."""

    queryset = Memory.objects.none()
    serializer_class = MemoryOut
    lookup_value_converter = "uuid"
    keyset_order = ("-id",)
    filters = {
        "kind": Filter(
            serializers.ChoiceField(choices=Kind.choices),
            lambda rows, kind: rows.filter(kind=kind),
            meaning="Only of this kind.",
            schema={"type": "string", "enum": Kind.values},
        ),
        "pinned": Filter(
            serializers.BooleanField(),
            lambda rows, wanted: rows.filter(is_pinned=wanted),
            meaning="Only pinned ones, or only others; absent: all.",
            schema={"type": "boolean"},
        ),
        "tag": Filter(
            serializers.CharField(max_length=40),
            lambda rows, tag: rows.filter(tags__contains=[tag.casefold()]),
            meaning="Only with this tag.",
            schema={"type": "string", "maxLength": 40},
        ),
        "minion": Filter(
            serializers.UUIDField(),
            lambda rows, minion: rows.filter(minion=minion),
            meaning="Only what was learned with this minion.",
            schema={"type": "string", "format": "uuid"},
        ),
        "conversation": Filter(
            serializers.UUIDField(),
            lambda rows, conversation: rows.filter(conversation=conversation),
            meaning="Only what was learned in this conversation.",
            schema={"type": "string", "format": "uuid"},
        ),
    }

    def get_queryset(self) -> QuerySet[Memory]:
        """What is remembered now."""
        return live_memories_of(signed_in(self.request), now=now())

    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One memory, also one that was superseded, with an ETag."""
        refuse_unknown(request, set())
        return tagged(request, MemoryOut(get_memory(signed_in(request), pk)).data)

    @extend_schema(
        summary="Remember something", parameters=[IDEMPOTENCY_KEY], request=MemoryIn, responses={201: MemoryOut}
    )
    @idempotent
    def create(self, request: Request) -> Response:
        """The new memory, or the one there is with the same words."""
        refuse_unknown(request, set())
        memory = remember(owner=signed_in(request), now=now(), **_renamed(_valid(MemoryIn(data=request.data))))
        return tagged(request, MemoryOut(memory).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary="Correct a memory", parameters=[IF_MATCH], request=MemoryChange, responses=MemoryOut)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Change what is given; the history keeps what it was."""
        refuse_unknown(request, set())
        require_match(request, MemoryOut(get_memory(signed_in(request), pk)).data)
        given = _valid(MemoryChange(data=request.data))
        return tagged(request, MemoryOut(edit_memory(owner=signed_in(request), memory_id=pk, now=now(), **given)).data)

    @extend_schema(summary="Forget a memory; its text is destroyed", responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        """Destroy the text of all its versions."""
        refuse_unknown(request, set())
        get_memory(signed_in(request), pk)
        forget(owner=signed_in(request), memory_ids=[pk], now=now())
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(summary="Search", parameters=[SearchIn], responses=SearchOut, filters=False)
    @action(detail=False, pagination_class=None, filter_backends=[], url_path="search", url_name="search")
    def find(self, request: Request) -> Response:
        """What answers, best first, with the reasons when asked to explain."""
        refuse_unknown(request, set(SearchIn().fields))
        given = _valid(SearchIn(data=request.query_params.dict()))
        filters = Filters(
            kinds=(given["kind"],) if "kind" in given else (),
            minion_id=given.get("minion"),
            conversation_id=given.get("conversation"),
            tags=(given["tag"].casefold(),) if "tag" in given else (),
            since=given.get("since"),
            until=given.get("until"),
            as_of=given.get("as_of"),
        )
        asked = asked_vector(given["q"])
        vector = asked.vector
        found = search(
            signed_in(request).pk, given["q"], now=now(), limit=given["limit"], filters=filters, vector=vector
        )
        results = [_result(each, is_explained=given["explain"]) for each in found]
        return Response(
            SearchOut(
                {
                    "engine": "keywords and vectors" if vector else "keywords",
                    "problem": asked.problem,
                    "weights": current(with_vectors=vector is not None).name,
                    "results": results,
                }
            ).data
        )

    @extend_schema(
        summary="Every version of a memory, newest first", responses=MemoryVersionOut(many=True), filters=False
    )
    @action(detail=True, pagination_class=None, filter_backends=[])
    def history(self, request: Request, pk: UUID) -> Response:
        """What was believed, when, and why it changed; a forgotten memory keeps hashes only."""
        refuse_unknown(request, set())
        return Response(MemoryVersionOut(history_of(signed_in(request), pk), many=True).data)

    @extend_schema(
        summary="Say what is true instead",
        parameters=[IDEMPOTENCY_KEY],
        request=Superseding,
        responses={201: MemoryOut},
    )
    @action(detail=True, methods=["post"])
    @idempotent
    def supersede(self, request: Request, pk: UUID) -> Response:
        """A new memory in the place of this one, which stays true for its time."""
        refuse_unknown(request, set())
        given = _valid(Superseding(data=request.data))
        memory = supersede(owner=signed_in(request), memory_id=pk, now=now(), **given)
        return tagged(request, MemoryOut(memory).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        summary="Replace several by one", parameters=[IDEMPOTENCY_KEY], request=Merging, responses={201: MemoryOut}
    )
    @action(detail=False, methods=["post"])
    @idempotent
    def merge(self, request: Request) -> Response:
        """One memory in the place of several."""
        refuse_unknown(request, set())
        given = _renamed(_valid(Merging(data=request.data)))
        return tagged(
            request, MemoryOut(merge(owner=signed_in(request), now=now(), **given)).data, status=status.HTTP_201_CREATED
        )

    @extend_schema(summary="Undo a change", request=Undoing, responses=MemoryOut(many=True), filters=False)
    @action(detail=False, methods=["post"], pagination_class=None, filter_backends=[])
    def undo(self, request: Request) -> Response:
        """Every memory the change had touched, as it is now."""
        refuse_unknown(request, set())
        given = _valid(Undoing(data=request.data))
        memories = undo(owner=signed_in(request), change_id=given["change"], now=now())
        return Response(MemoryOut(memories, many=True).data)

    @extend_schema(summary="Forget several", request=Several, responses=Forgotten)
    @action(detail=False, methods=["post"], url_path="forget", url_name="forget")
    def forget_several(self, request: Request) -> Response:
        """All of them or, when one is unknown, none."""
        refuse_unknown(request, set())
        given = _renamed(_valid(Several(data=request.data)))
        gone = forget(owner=signed_in(request), now=now(), **given)
        return Response({"forgotten": len(gone)})

    @extend_schema(summary="Memory in figures", responses=StatisticsOut)
    @action(detail=False)
    def statistics(self, request: Request) -> Response:
        """How much is remembered, and of what kinds."""
        refuse_unknown(request, set())
        return Response(StatisticsOut(statistics_of(signed_in(request), now=now())).data)

    @extend_schema(methods=["GET"], summary="Where memory is on or off", responses=Switches)
    @extend_schema(methods=["PUT"], summary="Switch memory on or off", request=SwitchIn, responses=SwitchOut)
    @action(detail=False, methods=["get", "put"], pagination_class=None, filter_backends=[])
    def switches(self, request: Request) -> Response:
        """Every switch, or one of them set."""
        refuse_unknown(request, set())
        if request.method == "GET":
            return Response(Switches({"results": switches_of(signed_in(request))}).data)
        given = _renamed(_valid(SwitchIn(data=request.data)))
        return Response(SwitchOut(set_switch(owner=signed_in(request), now=now(), **given)).data)

    @extend_schema(
        summary="Export everything remembered as JSON lines",
        responses={(200, JSON_LINES): OpenApiTypes.STR},
    )
    @action(detail=False, url_path="export", url_name="export", pagination_class=None, filter_backends=[])
    def take_out(self, request: Request) -> StreamingHttpResponse:
        """One memory a line, as the import takes it."""
        refuse_unknown(request, set())
        rows = memories_of(signed_in(request)).filter(state=State.CURRENT)
        lines: Iterator[str] = exported_lines(rows, now=now())
        response = StreamingHttpResponse(lines, content_type=JSON_LINES)
        response["Content-Disposition"] = 'attachment; filename="memories.jsonl"'
        return response

    @extend_schema(
        summary="Import memories from JSON lines",
        parameters=[IDEMPOTENCY_KEY],
        request={JSON_LINES: OpenApiTypes.STR},
        responses={201: MemoryOut(many=True)},
        filters=False,
    )
    @action(
        detail=False,
        methods=["post"],
        url_path="import",
        url_name="import",
        parser_classes=[JsonLines],
        pagination_class=None,
        filter_backends=[],
    )
    @idempotent
    def bring_in(self, request: Request) -> Response:
        """All lines or, when one is wrong, none; the error names the line."""
        refuse_unknown(request, set())
        kept = import_lines(owner=signed_in(request), content=_lines(request), now=now())
        return Response(MemoryOut(kept, many=True).data, status=status.HTTP_201_CREATED)


def _result(found: Found, *, is_explained: bool) -> dict[str, Any]:
    names = ("memory_id", "version", "rank", "score", "text", "kind", "speaker", "source", "occurred_at")
    shown = {name: getattr(found, name) for name in (*names, "expires_at", "is_pinned")}
    if is_explained:
        weights, again = WEIGHT_SETS[found.weights], "tokens" in found.signals
        shown["signals"] = {
            name: {**signal, **share_of(name, signal, weights, is_ranked_again=again)}
            for name, signal in found.signals.items()
        }
    return shown
