"""The endpoints of stored cards and of payments by card."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.queries.signed_in import signed_in
from project.api.filters import refuse_unknown
from project.api.headers import IDEMPOTENCY_KEY
from project.api.idempotency import idempotent
from project.lib.clock import now
from spirits.api.shop import origin_of
from spirits.api.shop_serializers import CardOut, PaymentOut
from spirits.api.spirits import UUID_PATTERN
from spirits.models import Card
from spirits.queries.economy.cards import cards_of, get_payment
from spirits.services.payment.holders import choose_card, remove_card
from spirits.services.payment.start import start_setup

CARD_ID = [OpenApiParameter("id", OpenApiTypes.UUID, OpenApiParameter.PATH)]


@extend_schema_view(list=extend_schema(summary="Your cards"))
class CardViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[Card]):
    """Cards that the signed-in person lets us charge."""

    queryset = Card.objects.none()
    serializer_class = CardOut
    lookup_value_regex = UUID_PATTERN
    keyset_order = ("-id",)

    def get_queryset(self) -> QuerySet[Card]:
        """The person's own."""
        return cards_of(signed_in(self.request))

    @extend_schema(
        summary="Give a card to keep",
        description="A job opens the gateway's page; `page_url` of the payment is where the card is typed.",
        parameters=[IDEMPOTENCY_KEY],
        request=None,
        responses={202: PaymentOut},
    )
    @idempotent
    def create(self, request: Request) -> Response:
        """Nothing is charged."""
        refuse_unknown(request, set())
        made = start_setup(user=signed_in(request), origin=origin_of(request), at=now())
        return Response(PaymentOut(made).data, status=status.HTTP_202_ACCEPTED)

    @extend_schema(summary="Take a card off your account", parameters=CARD_ID, responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        """It is charged no more; the gateway forgets it."""
        refuse_unknown(request, set())
        remove_card(user=signed_in(request), card_id=pk, at=now())
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(summary="Charge plans to this card", parameters=CARD_ID, request=None, responses=CardOut)
    @action(detail=True, methods=["post"])
    def default(self, request: Request, pk: UUID) -> Response:
        """It becomes the default one."""
        refuse_unknown(request, set())
        return Response(CardOut(choose_card(user=signed_in(request), card_id=pk)).data)


class PaymentViewSet(viewsets.ViewSet):
    """Payments of the signed-in person."""

    lookup_value_regex = UUID_PATTERN

    @extend_schema(summary="How a payment stands", parameters=CARD_ID, responses=PaymentOut)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """Ask again until `ended_at` is there."""
        refuse_unknown(request, set())
        found: dict[str, Any] = PaymentOut(get_payment(signed_in(request), pk)).data
        return Response(found)
