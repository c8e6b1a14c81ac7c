"""The endpoints of minions and their templates."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.queries.signed_in import signed_in
from project.api.filters import Filter, refuse_unknown
from project.api.given import valid
from project.api.headers import IDEMPOTENCY_KEY, IF_MATCH
from project.api.idempotency import idempotent
from project.api.tags import require_match, tagged
from project.lib.clock import now
from project.lib.errors import InvalidInput
from spirits.api.catalogue_serializers import TemplateOut
from spirits.api.minion_serializers import MinionChange, MinionCreate, MinionFile, MinionOut, NewMinionOut, VersionOut
from spirits.api.spirits import UUID_PATTERN
from spirits.models import Minion, MinionTemplate
from spirits.queries.catalogue import get_template, templates_shown_to
from spirits.queries.minions import get_minion, get_readable_minion, minions_of, search_minions, versions_of
from spirits.queries.synergy import pair_table
from spirits.services.create_minion import NewMinion, clone_minion, create_minion
from spirits.services.exchange_minion import export_minion, file_name, import_minion
from spirits.services.save_minion import archive_minion, delete_minion, restore_minion, restore_version, save_minion


def minion_data(minion: Minion) -> dict[str, Any]:
    """A minion on the wire."""
    return dict(MinionOut(minion, context={"pairs": pair_table()}).data)


def _created(made: NewMinion) -> Response:
    data = NewMinionOut(made, context={"pairs": pair_table()}).data
    return Response(data, status=status.HTTP_201_CREATED)


@extend_schema_view(
    list=extend_schema(summary="Your minions, newest first"),
    retrieve=extend_schema(summary="One minion, your own or one shared with you", responses=MinionOut),
)
class MinionViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[Minion]):
    """Minions of the signed-in person."""

    queryset = Minion.objects.none()
    serializer_class = MinionOut
    lookup_value_regex = UUID_PATTERN

    filters = {
        "archived": Filter(
            serializers.BooleanField(),
            lambda rows, wanted: rows.exclude(archived_at=None) if wanted else rows.filter(archived_at=None),
            meaning="Only archived ones, or only others; absent: all.",
            schema={"type": "boolean"},
        ),
        "q": Filter(
            serializers.CharField(max_length=200),
            search_minions,
            meaning="Text in the name or the purpose.",
            schema={"type": "string", "maxLength": 200},
        ),
    }

    def get_queryset(self) -> QuerySet[Minion]:
        """The person's own."""
        return minions_of(signed_in(self.request))

    def get_serializer_context(self) -> dict[str, Any]:
        """The pairings, read once for the whole page; none where only the schema is drawn."""
        pairs = {} if getattr(self, "swagger_fake_view", False) else pair_table()
        return {**super().get_serializer_context(), "pairs": pairs}

    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One minion, with an ETag."""
        refuse_unknown(request, set())
        return tagged(request, minion_data(get_readable_minion(signed_in(request), pk)))

    @extend_schema(
        summary="Make a minion, from a template or from scratch",
        parameters=[IDEMPOTENCY_KEY],
        request=MinionCreate,
        responses={201: NewMinionOut},
    )
    @idempotent
    def create(self, request: Request) -> Response:
        """A new minion; a template's spirits that are not open to the person are reported as left out."""
        refuse_unknown(request, set())
        given = valid(MinionCreate, request)
        template = given.pop("template", None)
        if template is None and "name" not in given:
            raise InvalidInput.of("name", "A minion without a template needs a name.")
        return _created(create_minion(user=signed_in(request), template_id=template, **given))

    @extend_schema(
        summary="Change a minion; the result is a new version",
        parameters=[IF_MATCH],
        request=MinionChange,
        responses=MinionOut,
    )
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Change what is given."""
        refuse_unknown(request, set())
        minion = get_minion(signed_in(request), pk)
        require_match(request, minion_data(minion))
        given = valid(MinionChange, request)
        is_overwriting = request.headers["If-Match"].strip() == "*"
        expected = None if is_overwriting else minion.version
        saved = save_minion(user=signed_in(request), minion_id=minion.pk, expected_version=expected, **given)
        return tagged(request, minion_data(saved))

    @extend_schema(summary="Delete a minion with its versions; its conversations stay", responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        """Delete it for good."""
        refuse_unknown(request, set())
        delete_minion(user=signed_in(request), minion_id=pk)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(summary="Copy a minion", parameters=[IDEMPOTENCY_KEY], request=None, responses={201: NewMinionOut})
    @action(detail=True, methods=["post"])
    @idempotent
    def clone(self, request: Request, pk: UUID) -> Response:
        """A copy whose spirits start at level 1."""
        refuse_unknown(request, set())
        return _created(clone_minion(user=signed_in(request), minion_id=pk))

    @extend_schema(summary="Put a minion away", request=None, responses=MinionOut)
    @action(detail=True, methods=["post"])
    def archive(self, request: Request, pk: UUID) -> Response:
        """It no longer counts towards the plan's limit."""
        refuse_unknown(request, set())
        return tagged(request, minion_data(archive_minion(user=signed_in(request), minion_id=pk, now=now())))

    @extend_schema(summary="Take a minion back into use", request=None, responses=MinionOut)
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, pk: UUID) -> Response:
        """Where the plan has room for it."""
        refuse_unknown(request, set())
        return tagged(request, minion_data(restore_minion(user=signed_in(request), minion_id=pk)))

    @extend_schema(summary="A minion as a file", responses=MinionFile)
    @action(detail=True, filter_backends=[], pagination_class=None)
    def export(self, request: Request, pk: UUID) -> Response:
        """What import takes."""
        refuse_unknown(request, set())
        document = export_minion(user=signed_in(request), minion_id=pk)
        response = tagged(request, document)
        response["Content-Disposition"] = f'attachment; filename="{file_name(document)}"'
        return response

    @extend_schema(
        summary="Make a minion from an exported file",
        parameters=[IDEMPOTENCY_KEY],
        request=MinionFile,
        responses={201: NewMinionOut},
    )
    @action(detail=False, methods=["post"], url_path="import")
    @idempotent
    def import_file(self, request: Request) -> Response:
        """A new minion; what cannot be had here is reported as left out."""
        refuse_unknown(request, set())
        return _created(import_minion(user=signed_in(request), document=request.data))

    @extend_schema(summary="What a minion was after each save, newest first", responses=VersionOut(many=True))
    @action(detail=True, filter_backends=[])
    def versions(self, request: Request, pk: UUID) -> Response:
        """Its versions."""
        refuse_unknown(request, {"cursor", "limit"})
        self.keyset_order = ("-number",)
        rows: QuerySet[Any] = versions_of(signed_in(request), pk)
        page = self.paginate_queryset(rows) or []
        return self.get_paginated_response(VersionOut(page, many=True).data)

    @extend_schema(
        summary="Go back to a version",
        description="The minion becomes what it was then, as a new version.",
        parameters=[OpenApiParameter("number", int, OpenApiParameter.PATH)],
        request=None,
        responses=MinionOut,
    )
    @action(detail=True, methods=["post"], url_path=r"versions/(?P<number>[0-9]{1,9})/restore")
    def restore_version(self, request: Request, pk: UUID, number: str) -> Response:
        """Its former self."""
        refuse_unknown(request, set())
        return tagged(request, minion_data(restore_version(user=signed_in(request), minion_id=pk, number=int(number))))


@extend_schema_view(
    list=extend_schema(summary="Ready-made minions"),
    retrieve=extend_schema(summary="One template", responses=TemplateOut),
)
class MinionTemplateViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[MinionTemplate]):
    """Templates to start a minion from."""

    queryset = MinionTemplate.objects.none()
    serializer_class = TemplateOut
    lookup_value_regex = UUID_PATTERN
    keyset_order = ("position", "id")
    filters = {
        "group": Filter(
            serializers.CharField(max_length=60),
            lambda rows, group: rows.filter(group=group),
            meaning="Only this group.",
            schema={"type": "string", "maxLength": 60},
        ),
    }

    def get_queryset(self) -> QuerySet[MinionTemplate]:
        """Those on offer."""
        return templates_shown_to(signed_in(self.request))

    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One template, with an ETag."""
        refuse_unknown(request, set())
        return tagged(request, TemplateOut(get_template(signed_in(request), template_id=pk)).data)
