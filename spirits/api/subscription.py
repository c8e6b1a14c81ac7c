"""The endpoint of the plan a person runs."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from accounts.queries.signed_in import signed_in
from project.api.filters import refuse_unknown
from project.api.headers import IDEMPOTENCY_KEY
from project.api.idempotency import idempotent
from project.lib.clock import now
from project.lib.errors import InvalidInput
from project.lib.ids import uuid7
from spirits.api.shop import chosen_card
from spirits.api.shop_serializers import (
    PayIn,
    PaysWithIn,
    PlanChangeOut,
    PlanIn,
    PlanOrderAgreedIn,
    PlanOrderIn,
    PurchaseOut,
    QuoteOut,
    SubscriptionOut,
    SubscriptionPreviewIn,
)
from spirits.models import Plan, Subscription
from spirits.queries.economy.plan_quotes import quote_plan
from spirits.queries.economy.purchases import get_purchase
from spirits.queries.economy.subscriptions import live_subscription
from spirits.rules.economy.errors import NotSubscribed
from spirits.rules.economy.periods import PlanChange, boundary
from spirits.services.purchase.plans import order_plan, pay_month_now, pay_plan_with
from spirits.services.subscription import (
    cancel_subscription,
    change_plan,
    keep_subscription,
    pause_subscription,
    preview_change,
    resume_subscription,
    sold_version,
    subscribe,
)


class SubscriptionViewSet(viewsets.ViewSet):
    """The signed-in person's plan; there is at most one."""

    @extend_schema(summary="Your plan", responses=SubscriptionOut)
    def list(self, request: Request) -> Response:
        """The running subscription with its periods; 409 `not_subscribed` without one."""
        refuse_unknown(request, set())
        return _shown(signed_in(request))

    @extend_schema(
        summary="Subscribe to a plan", parameters=[IDEMPOTENCY_KEY], request=PlanIn, responses={201: SubscriptionOut}
    )
    @idempotent
    def create(self, request: Request) -> Response:
        """Paid with points for the first month."""
        given = _valid(PlanIn, request)
        subscribe(user=signed_in(request), plan=_plan(given), agreed_points=given["agreed_points"], at=now())
        return _shown(signed_in(request), status.HTTP_201_CREATED)

    @extend_schema(summary="What a plan would cost you now", request=SubscriptionPreviewIn, responses=PlanChangeOut)
    @action(detail=False, methods=["post"])
    def preview(self, request: Request) -> Response:
        """Subscribing or changing costs exactly this."""
        user, plan, at = signed_in(request), _plan(_valid(SubscriptionPreviewIn, request)), now()
        if live_subscription(user):
            return Response(PlanChangeOut(preview_change(user=user, plan=plan, at=at)).data)
        price = sold_version(plan, at=at).price_points
        return Response(PlanChangeOut(PlanChange(True, at, boundary(at, 1), 0, price)).data)

    @extend_schema(summary="Change your plan", parameters=[IDEMPOTENCY_KEY], request=PlanIn, responses=SubscriptionOut)
    @action(detail=False, methods=["post"])
    @idempotent
    def change(self, request: Request) -> Response:
        """A dearer plan at once, a cheaper one from the next period on."""
        given = _valid(PlanIn, request)
        change_plan(user=signed_in(request), plan=_plan(given), agreed_points=given["agreed_points"], at=now())
        return _shown(signed_in(request))

    @extend_schema(summary="What a plan costs you now by card", request=PlanOrderIn, responses=QuoteOut)
    @action(detail=False, methods=["post"])
    def quote(self, request: Request) -> Response:
        """An offer to agree to; it holds for some minutes."""
        plan, at = _plan(_valid(PlanOrderIn, request)), now()
        _, offer = quote_plan(user=signed_in(request), version=sold_version(plan, at=at), at=at)
        return Response(QuoteOut(offer).data)

    @extend_schema(
        summary="Order a plan, or a dearer one, by card",
        description="The plan begins or changes once the card was charged; the card is kept for the coming months.",
        parameters=[IDEMPOTENCY_KEY],
        request=PlanOrderAgreedIn,
        responses={202: PurchaseOut},
    )
    @action(detail=False, methods=["post"])
    @idempotent
    def order(self, request: Request) -> Response:
        """The answer is an order; its payment says where the card is typed, when none is named."""
        given = _valid(PlanOrderAgreedIn, request)
        bought = order_plan(
            user=signed_in(request),
            plan=_plan(given),
            agreed=given["agreed"],
            key=_key(request),
            choice=chosen_card(request, given),
            at=now(),
        )
        return _ordered(request, bought.pk)

    @extend_schema(
        summary="Pay the month whose charge failed",
        parameters=[IDEMPOTENCY_KEY],
        request=PayIn,
        responses={202: PurchaseOut},
    )
    @action(detail=False, methods=["post"])
    @idempotent
    def pay(self, request: Request) -> Response:
        """While the days of grace last."""
        choice = chosen_card(request, _valid(PayIn, request))
        bought = pay_month_now(user=signed_in(request), key=_key(request), choice=choice, at=now())
        return _ordered(request, bought.pk)

    @extend_schema(summary="Charge the coming months elsewhere", request=PaysWithIn, responses=SubscriptionOut)
    @action(detail=False, methods=["post"], url_path="pays-with")
    def pays_with(self, request: Request) -> Response:
        """To points, or to a card."""
        given = _valid(PaysWithIn, request)
        card = chosen_card(request, given).card
        pay_plan_with(user=signed_in(request), pays_with=given["pays_with"], card_id=card.pk if card else None)
        return _shown(signed_in(request))

    @extend_schema(summary="Let your plan end with the paid period", request=None, responses=SubscriptionOut)
    @action(detail=False, methods=["post"])
    def cancel(self, request: Request) -> Response:
        """It may be kept until then."""
        refuse_unknown(request, set())
        return Response(SubscriptionOut(cancel_subscription(user=signed_in(request), at=now())).data)

    @extend_schema(summary="Take a cancellation back", request=None, responses=SubscriptionOut)
    @action(detail=False, methods=["post"])
    def keep(self, request: Request) -> Response:
        """It renews again."""
        refuse_unknown(request, set())
        return Response(SubscriptionOut(keep_subscription(user=signed_in(request))).data)

    @extend_schema(summary="Pause your plan from the end of the paid period", request=None, responses=SubscriptionOut)
    @action(detail=False, methods=["post"])
    def pause(self, request: Request) -> Response:
        """Nothing is charged while it rests."""
        refuse_unknown(request, set())
        return Response(SubscriptionOut(pause_subscription(user=signed_in(request), at=now())).data)

    @extend_schema(summary="Go on after a pause", request=None, responses=SubscriptionOut)
    @action(detail=False, methods=["post"])
    def resume(self, request: Request) -> Response:
        """Within the paid period for nothing, later with a month that starts now."""
        refuse_unknown(request, set())
        return Response(SubscriptionOut(resume_subscription(user=signed_in(request), at=now())).data)


def _shown(user: User, http_status: int = status.HTTP_200_OK) -> Response:
    found: Subscription | None = live_subscription(user)
    if found is None:
        raise NotSubscribed
    return Response(SubscriptionOut(found).data, status=http_status)


def _ordered(request: Request, purchase_id: UUID) -> Response:
    found = get_purchase(signed_in(request), purchase_id)
    return Response(PurchaseOut(found).data, status=status.HTTP_202_ACCEPTED)


def _key(request: Request) -> str:
    return request.headers.get("Idempotency-Key") or str(uuid7())


def _valid(serializer: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    refuse_unknown(request, set())
    given = serializer(data=request.data)
    given.is_valid(raise_exception=True)
    return dict(given.validated_data)


def _plan(given: dict[str, Any]) -> Plan:
    found: Plan | None = Plan.objects.shown().filter(slug=given["plan"]).first()
    if found is None:
        raise InvalidInput.of("plan", f"There is no plan {given['plan']!r}.")
    return found
