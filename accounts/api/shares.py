"""The endpoints of sharing."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Share
from accounts.queries.shares import shares_given, shares_received, titled
from accounts.queries.signed_in import signed_in
from accounts.services.shares import share, unshare
from project.api.filters import Filter, refuse_unknown
from project.api.headers import IDEMPOTENCY_KEY
from project.api.idempotency import idempotent

ID = {"type": "string", "format": "uuid"}


class ShareOut(serializers.ModelSerializer[Share]):
    """Who may read what."""

    object = serializers.UUIDField(source="object_id")
    title = serializers.SerializerMethodField(help_text="Of what is shared.")
    person = serializers.EmailField(source="person.email", allow_null=True, default=None)
    group = serializers.CharField(source="group.name", allow_null=True, default=None)
    shared_by = serializers.CharField(help_text="The owner's name.")

    class Meta:
        model = Share
        fields = ["id", "kind", "object", "title", "person", "group", "shared_by", "created_at"]

    def get_title(self, share: Share) -> str:
        """As its owner wrote it."""
        return str(getattr(share, "title", ""))


class ShareWish(serializers.Serializer[Any]):
    """What to share with whom: name a person's address or a group."""

    kind = serializers.CharField(max_length=40, help_text="`conversation` or `minion`.")
    object = serializers.UUIDField(help_text="Its id.")
    email = serializers.EmailField(required=False, max_length=254)
    group = serializers.CharField(required=False, max_length=150, help_text="A group you are in.")


@extend_schema_view(list=extend_schema(summary="What you share, newest first"))
class ShareViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[Share]):
    """Reading rights that people give each other."""

    queryset = Share.objects.none()
    serializer_class = ShareOut
    lookup_value_converter = "uuid"
    is_for_people_only = True
    filters = {
        "kind": Filter(
            serializers.CharField(max_length=40),
            lambda rows, kind: rows.filter(kind=kind),
            meaning="Only this kind.",
            schema={"type": "string", "maxLength": 40},
        ),
        "object": Filter(
            serializers.UUIDField(),
            lambda rows, wanted: rows.filter(object_id=wanted),
            meaning="Only this object.",
            schema=ID,
        ),
    }

    def get_queryset(self) -> QuerySet[Share]:
        """What the person gave or, at ``received``, was given."""
        user = signed_in(self.request)
        return shares_received(user) if self.action == "received" else shares_given(user)

    def paginate_queryset(self, queryset: Any) -> Any:
        """The page's rows with the titles of what they share."""
        return titled(super().paginate_queryset(queryset) or [])

    @extend_schema(summary="What others share with you, newest first", responses=ShareOut(many=True))
    @action(detail=False)
    def received(self, request: Request) -> Response:
        """Read the object itself at its own endpoint."""
        return self.list(request)

    @extend_schema(
        summary="Share something of yours", parameters=[IDEMPOTENCY_KEY], request=ShareWish, responses={201: ShareOut}
    )
    @idempotent
    def create(self, request: Request) -> Response:
        """They may read it from now on; sharing twice is sharing once."""
        refuse_unknown(request, set())
        wish = ShareWish(data=request.data)
        wish.is_valid(raise_exception=True)
        given = dict(wish.validated_data)
        made = share(user=signed_in(request), object_id=given.pop("object"), **given)
        [shown] = titled([made])
        return Response(ShareOut(shown).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary="Stop sharing, or give up what was shared with you", request=None, responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        """It cannot be read any more from now on."""
        refuse_unknown(request, set())
        unshare(user=signed_in(request), share_id=pk)
        return Response(status=status.HTTP_204_NO_CONTENT)
