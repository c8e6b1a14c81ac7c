"""The endpoints of the catalogue."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from accounts.queries.signed_in import signed_in
from project.api.filters import PAGE_PARAMETERS, Filter, refuse_unknown
from project.api.tags import tagged
from project.lib.errors import InvalidInput, NotFound
from spirits.api.catalogue_serializers import (
    AccessOut,
    BundleOut,
    CatalogueHealth,
    PlanOut,
    SpiritOut,
    SpiritToolOut,
    SynergyOut,
)
from spirits.copies import answer_for_all
from spirits.errors import CatalogueEmpty
from spirits.models import Spirit
from spirits.queries.access import access_of, available_spirits
from spirits.queries.catalogue import (
    bundles_shown_to,
    get_spirit,
    plans_shown_to,
    spirits_shown_to,
    tools_of,
    uses_retired_spirits,
)
from spirits.queries.synergy import synergy_of

UUID_PATTERN = "[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"
TIERS = "|".join(Spirit.Tier.values)
MOST_SPIRITS = 50
LONGEST_QUESTION = 300  # characters of an address; a longer one is answered without a copy

FILTERS = {
    "tier": Filter(
        serializers.ChoiceField(choices=Spirit.Tier.choices),
        lambda rows, tier: rows.filter(tier=tier),
        meaning="Only this tier.",
        schema={"type": "string", "enum": Spirit.Tier.values},
    ),
    "category": Filter(
        serializers.SlugField(max_length=60),
        lambda rows, slug: rows.filter(category__slug=slug),
        meaning="Only this category, by slug.",
        schema={"type": "string", "maxLength": 60},
    ),
    "q": Filter(
        serializers.CharField(max_length=200),
        lambda rows, text: rows.filter(Q(name__icontains=text) | Q(summary__icontains=text)),
        meaning="Text in the name or the summary.",
        schema={"type": "string", "maxLength": 200},
    ),
}


@extend_schema_view(
    list=extend_schema(summary="The catalogue's spirits"),
    retrieve=extend_schema(summary="One spirit by id", responses=SpiritOut),
)
class SpiritViewSet(viewsets.GenericViewSet[Spirit]):
    """Spirits, bundles and plans as the signed-in person sees them."""

    queryset = Spirit.objects.none()
    serializer_class = SpiritOut
    lookup_value_regex = UUID_PATTERN
    keyset_order = ("position", "id")

    @property
    def filters(self) -> dict[str, Filter]:
        """The whole list is filtered by parameters, the others by their path."""
        return FILTERS if getattr(self, "action", "") == "list" else {}

    def get_queryset(self) -> QuerySet[Spirit]:
        """What this person may see."""
        return spirits_shown_to(signed_in(self.request))

    def _page(self, rows: QuerySet[Any], serializer: type[serializers.BaseSerializer[Any]]) -> Response:
        rows = self.filter_queryset(rows)
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(serializer(page, many=True).data)

    def _same_for_all(
        self, name: str, rows: QuerySet[Any], serializer: type[serializers.BaseSerializer[Any]]
    ) -> Response:
        """A page that does not depend on who asks, with an ETag; staff, who see drafts, get it from the database."""
        if signed_in(self.request).is_staff:
            return tagged(self.request, self._page(rows, serializer).data)
        refuse_unknown(self.request, {*PAGE_PARAMETERS, *self.filters})
        asked = self.request.build_absolute_uri()  # the links to other pages begin with it
        if len(asked) > LONGEST_QUESTION:
            return tagged(self.request, self._page(rows, serializer).data)
        return tagged(self.request, answer_for_all(f"{name}:{asked}", lambda: self._page(rows, serializer).data))

    def _shown(self, name: str, rows: QuerySet[Spirit]) -> Response:
        """A page of spirits, with an ETag; searches, and pages with a retired spirit in use, are one's own."""
        if "q" in self.request.query_params or uses_retired_spirits(signed_in(self.request)):
            return tagged(self.request, self._page(rows, SpiritOut).data)
        return self._same_for_all(name, rows, SpiritOut)

    def list(self, request: Request) -> Response:
        """A page of the catalogue."""
        return self._shown("spirits", self.get_queryset())

    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One spirit, with an ETag."""
        refuse_unknown(request, set())
        return tagged(request, SpiritOut(get_spirit(signed_in(request), spirit_id=pk)).data)

    @extend_schema(summary="Spirits of the free tier", responses=SpiritOut(many=True))
    @action(detail=False, url_path="free")
    def free(self, request: Request) -> Response:
        """Spirits that cost nothing."""
        return self._shown("free", self.get_queryset().filter(tier=Spirit.Tier.FREE))

    @extend_schema(
        summary="Spirits of one tier",
        parameters=[OpenApiParameter("tier", str, OpenApiParameter.PATH, enum=Spirit.Tier.values)],
        responses=SpiritOut(many=True),
    )
    @action(detail=False, url_path=f"tier/(?P<tier>{TIERS})")
    def tier(self, request: Request, tier: str) -> Response:
        """Spirits of this tier."""
        return self._shown(f"tier:{tier}", self.get_queryset().filter(tier=tier))

    @extend_schema(
        summary="One spirit by name",
        parameters=[OpenApiParameter("name", str, OpenApiParameter.PATH, description="Slug or name, in any case.")],
        responses=SpiritOut,
    )
    @action(detail=False, url_path=r"name/(?P<name>[^/\x00]{1,60})")
    def by_name(self, request: Request, name: str) -> Response:
        """One spirit, with an ETag."""
        refuse_unknown(request, set())
        return tagged(request, SpiritOut(get_spirit(signed_in(request), name=name)).data)

    @extend_schema(summary="Spirits you may use now, and why", responses=AccessOut(many=True))
    @action(detail=False)
    def available(self, request: Request) -> Response:
        """The spirits open to the signed-in person."""
        ids = [each.spirit.pk for each in available_spirits(signed_in(request))]
        rows = self.filter_queryset(self.get_queryset().filter(pk__in=ids))
        page = self.paginate_queryset(rows) or []
        access = AccessOut(access_of(signed_in(request), page), many=True)
        return tagged(request, self.get_paginated_response(access.data).data)

    @extend_schema(
        summary="What spirits gain and lose together",
        parameters=[OpenApiParameter("spirits", str, required=True, description="Slugs, separated by commas.")],
        responses=SynergyOut,
    )
    @action(detail=False, pagination_class=None, filter_backends=[])
    def synergy(self, request: Request) -> Response:
        """Synergies, conflicts and their sum."""
        refuse_unknown(request, {"spirits"})
        slugs = self._slugs(request)
        return tagged(request, SynergyOut(synergy_of(slugs)).data)

    def _slugs(self, request: Request) -> Sequence[str]:
        raw = request.query_params.get("spirits", "")
        slugs = [slug.strip() for slug in raw.split(",") if slug.strip()]
        if not 1 <= len(slugs) <= MOST_SPIRITS:
            raise InvalidInput.of("spirits", f"Expected 1 to {MOST_SPIRITS} slugs, separated by commas.")
        known = set(self.get_queryset().filter(slug__in=slugs).values_list("slug", flat=True))
        unknown = [slug for slug in slugs if slug not in known]
        if unknown:
            raise InvalidInput.of("spirits", f"There is no spirit {unknown[0]!r}.")
        if len(set(slugs)) != len(slugs):
            raise InvalidInput.of("spirits", "A spirit is listed twice.")
        return slugs

    @extend_schema(summary="Bundles, with what they save", responses=BundleOut(many=True))
    @action(detail=False)
    def bundles(self, request: Request) -> Response:
        """Bundles on offer."""
        return self._same_for_all("bundles", bundles_shown_to(signed_in(request)), BundleOut)

    @extend_schema(summary="Plans to subscribe to", responses=PlanOut(many=True))
    @action(detail=False, url_path="subscription-plans")
    def subscription_plans(self, request: Request) -> Response:
        """Plans on offer."""
        return self._same_for_all("plans", plans_shown_to(signed_in(request)), PlanOut)

    @extend_schema(
        summary="What one person may use, and what is missing",
        description="Your own; staff may ask for anybody's.",
        parameters=[OpenApiParameter("user_id", OpenApiTypes.UUID, OpenApiParameter.PATH)],
        responses=AccessOut(many=True),
    )
    @action(detail=False, url_path=f"user/(?P<user_id>{UUID_PATTERN})/access")
    def user_access(self, request: Request, user_id: str) -> Response:
        """Every spirit that person sees, with reasons or obstacles."""
        refuse_unknown(request, PAGE_PARAMETERS)
        person = _person(signed_in(request), UUID(user_id))
        page = self.paginate_queryset(spirits_shown_to(person)) or []
        return self.get_paginated_response(AccessOut(access_of(person, page), many=True).data)

    @extend_schema(summary="A spirit's tools, and the level that opens each", responses=SpiritToolOut(many=True))
    @action(detail=True)
    def tools(self, request: Request, pk: UUID) -> Response:
        """Tools in order."""
        return self._page(tools_of(signed_in(request), get_spirit(signed_in(request), spirit_id=pk)), SpiritToolOut)

    @extend_schema(summary="Whether the catalogue can serve", auth=[], responses=CatalogueHealth)
    @action(detail=False, permission_classes=[AllowAny], pagination_class=None, filter_backends=[])
    def health(self, request: Request) -> Response:
        """The number of live spirits; 503 while there is none."""
        refuse_unknown(request, set())
        count = Spirit.objects.live().count()
        if not count:
            raise CatalogueEmpty
        return Response({"status": "ok", "spirits": count})


def _person(asking: User, user_id: UUID) -> User:
    """Oneself, or for staff anybody; everybody else is not there."""
    if asking.pk == user_id:
        return asking
    person = User.objects.filter(pk=user_id).first() if asking.is_staff else None
    if person is None:
        raise NotFound
    return person
