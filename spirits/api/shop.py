"""The endpoints of the shop: quotes, purchases, points and the reasons behind access."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.queries.signed_in import signed_in
from project.api.filters import PAGE_PARAMETERS, refuse_unknown
from project.api.headers import IDEMPOTENCY_KEY
from project.api.idempotency import idempotent
from project.api.tags import tagged
from project.lib.clock import now
from project.lib.errors import InvalidInput, Unavailable
from project.lib.ids import uuid7
from spirits.api.shop_serializers import (
    EntryOut,
    OrderIn,
    PayIn,
    PointsOut,
    PurchaseIn,
    PurchaseOut,
    QuoteOut,
    TrialOut,
    WhyOut,
    WorkOut,
)
from spirits.api.spirits import UUID_PATTERN
from spirits.models import LedgerEntry, Purchase, Reservation
from spirits.queries.catalogue import get_spirit
from spirits.queries.economy.access import why
from spirits.queries.economy.accounts import entries_of, held_points_of, points_of
from spirits.queries.economy.cards import get_card
from spirits.queries.economy.purchases import get_purchase, purchases_of
from spirits.services.economy.grant_access import start_trial
from spirits.services.purchase import Order, cancel_order, pay_order, place_order, quote_order
from spirits.services.purchase.gateways.protocol import CardChoice


@extend_schema_view(
    list=extend_schema(summary="Your purchases, newest first"),
    retrieve=extend_schema(summary="One purchase", responses=PurchaseOut),
)
class PurchaseViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[Purchase]):
    """Purchases of the signed-in person."""

    queryset = Purchase.objects.none()
    serializer_class = PurchaseOut
    lookup_value_regex = UUID_PATTERN

    def get_queryset(self) -> QuerySet[Purchase]:
        """The person's own."""
        return purchases_of(signed_in(self.request))

    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One purchase, with an ETag."""
        refuse_unknown(request, set())
        return tagged(request, PurchaseOut(get_purchase(signed_in(request), pk)).data)

    @extend_schema(summary="What something costs you now", request=OrderIn, responses=QuoteOut)
    @action(detail=False, methods=["post"], pagination_class=None, filter_backends=[])
    def quote(self, request: Request) -> Response:
        """An offer to agree to."""
        refuse_unknown(request, set())
        order, _ = _order(OrderIn, request)
        return Response(QuoteOut(quote_order(order, at=now())).data)

    @extend_schema(
        summary="Buy what was quoted",
        description="409 `price_changed` when the offer is another one by now; then nothing has happened.",
        parameters=[IDEMPOTENCY_KEY],
        request=PurchaseIn,
        responses={201: PurchaseOut},
    )
    @idempotent
    def create(self, request: Request) -> Response:
        """By points it is paid and open at once; by invoice or card it awaits payment."""
        refuse_unknown(request, set())
        order, agreed = _order(PurchaseIn, request)
        key = request.headers.get("Idempotency-Key") or str(uuid7())
        bought = place_order(order, agreed=agreed, key=key, at=now())
        data = PurchaseOut(get_purchase(signed_in(request), bought.pk)).data
        return Response(data, status=status.HTTP_201_CREATED)

    @extend_schema(
        summary="Follow your purchases live",
        description="A server-sent event stream: a `shop` event whenever your purchases, plan or access change, and a "
        "`catalogue` event whenever prices or what is on offer change.",
        responses={(200, "text/event-stream"): OpenApiResponse(OpenApiTypes.STR, "Events until you leave.")},
    )
    @action(detail=False, methods=["get"], url_path="live", pagination_class=None, filter_backends=[])
    def live(self, request: Request) -> Response:
        """Answered at the edge; without it there is no stream."""
        refuse_unknown(request, set())
        raise Unavailable("This server cannot stream. Serve project.asgi:application.")

    @extend_schema(
        summary="Pay an order by another card",
        description="After a payment failed; without a stored card, the new payment's `page_url` is where to go.",
        parameters=[IDEMPOTENCY_KEY],
        request=PayIn,
        responses={202: PurchaseOut},
    )
    @action(detail=True, methods=["post"])
    @idempotent
    def pay(self, request: Request, pk: UUID) -> Response:
        """A job charges the card; the purchase shows how it went."""
        refuse_unknown(request, set())
        user, given = signed_in(request), PayIn(data=request.data)
        given.is_valid(raise_exception=True)
        pay_order(user=user, purchase_id=pk, choice=chosen_card(request, given.validated_data), at=now())
        return Response(PurchaseOut(get_purchase(user, pk)).data, status=status.HTTP_202_ACCEPTED)

    @extend_schema(summary="Cancel an order that was not paid", request=None, responses=PurchaseOut)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: UUID) -> Response:
        """A payment under way is given up; should it succeed all the same, its money goes back."""
        refuse_unknown(request, set())
        user = signed_in(request)
        cancel_order(purchase=get_purchase(user, pk), at=now())
        return Response(PurchaseOut(get_purchase(user, pk)).data)


@extend_schema_view(list=extend_schema(summary="Movements of your points, newest first", responses=EntryOut(many=True)))
class PointsViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[LedgerEntry]):
    """Points of the signed-in person."""

    queryset = LedgerEntry.objects.none()
    serializer_class = EntryOut
    keyset_order = ("-id",)

    def get_queryset(self) -> QuerySet[LedgerEntry]:
        """The person's own."""
        return entries_of(signed_in(self.request))

    @extend_schema(summary="Your points", responses=PointsOut)
    @action(detail=False, pagination_class=None, filter_backends=[])
    def balance(self, request: Request) -> Response:
        """What can be spent, and what running work holds."""
        refuse_unknown(request, set())
        user = signed_in(request)
        return Response({"balance": points_of(user), "held": held_points_of(user)})

    @extend_schema(summary="What your work cost, newest first", responses=WorkOut(many=True))
    @action(detail=False, filter_backends=[])
    def work(self, request: Request) -> Response:
        """Reservations with the lines that explain them."""
        refuse_unknown(request, PAGE_PARAMETERS)
        rows: QuerySet[Any] = Reservation.objects.filter(owner=signed_in(request)).order_by("-id")
        page = self.paginate_queryset(rows) or []
        return self.get_paginated_response(WorkOut(page, many=True).data)


class AccessViewSet(viewsets.ViewSet):
    """Why a spirit is open or closed."""

    lookup_value_regex = UUID_PATTERN

    @extend_schema(
        summary="Why you may or may not use a spirit",
        parameters=[
            OpenApiParameter("id", OpenApiTypes.UUID, OpenApiParameter.PATH),
            OpenApiParameter("at", OpenApiTypes.DATETIME, description="Another moment than now."),
        ],
        responses=WhyOut,
    )
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """Every reason at a moment, and what would open it."""
        refuse_unknown(request, {"at"})
        user = signed_in(request)
        found = why(user, get_spirit(user, spirit_id=pk), at=_moment(request))
        return Response(WhyOut(found).data)

    @extend_schema(
        summary="Try a spirit a few times",
        parameters=[OpenApiParameter("id", OpenApiTypes.UUID, OpenApiParameter.PATH)],
        request=None,
        responses={201: TrialOut},
    )
    @action(detail=True, methods=["post"])
    def trial(self, request: Request, pk: UUID) -> Response:
        """Each person tries a spirit once; asking again shows what is left."""
        refuse_unknown(request, set())
        user = signed_in(request)
        grant = start_trial(user=user, spirit=get_spirit(user, spirit_id=pk), at=now())
        return Response(TrialOut(grant).data, status=status.HTTP_201_CREATED)


def _order(serializer: type[OrderIn], request: Request) -> tuple[Order, str]:
    given = serializer(data=request.data)
    given.is_valid(raise_exception=True)
    values = dict(given.validated_data)
    agreed = values.pop("agreed", "")
    return Order(buyer=signed_in(request), origin=origin_of(request), **values), agreed


def chosen_card(request: Request, given: dict[str, Any]) -> CardChoice:
    """The person's own stored card, or the gateway's page."""
    card = get_card(signed_in(request), given["card"]) if given.get("card") else None
    return CardChoice(card, keeps_card=given.get("keep_card", False), origin=origin_of(request))


def origin_of(request: Request) -> str:
    """The address of this site as the caller reached it."""
    return request.build_absolute_uri("/").rstrip("/")


def _moment(request: Request) -> datetime:
    raw = request.query_params.get("at")
    if raw is None:
        return now()
    try:
        return serializers.DateTimeField().to_internal_value(raw)
    except serializers.ValidationError as error:
        raise InvalidInput.of("at", "Expected a moment such as 2026-03-01T12:00:00Z.") from error
