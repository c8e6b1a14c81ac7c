"""What the shop looks like on the wire."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from spirits.models import (
    Card,
    LedgerEntry,
    Payment,
    Purchase,
    PurchaseLine,
    Refund,
    Reservation,
    Subscription,
    SubscriptionPeriod,
)
from spirits.rules.economy.amounts import LARGEST

METHODS = Purchase.Method.choices


class OrderIn(serializers.Serializer[Any]):
    """What to buy: exactly one of spirit, bundle and points."""

    spirit = serializers.SlugField(max_length=60, required=False, help_text="A spirit's slug.")
    bundle = serializers.SlugField(max_length=60, required=False, help_text="A bundle's slug.")
    points = serializers.IntegerField(min_value=1, max_value=LARGEST, required=False, help_text="Points, for money.")
    method = serializers.ChoiceField(choices=METHODS, default=Purchase.Method.POINTS.value)
    coupon = serializers.CharField(max_length=40, required=False)
    recipient = serializers.EmailField(required=False, help_text="Somebody else's address makes it a gift.")
    card = serializers.UUIDField(required=False, help_text="A stored card; without one, the payment's `page_url`.")
    keep_card = serializers.BooleanField(default=False, help_text="Whether the card may be charged later.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One thing, and points only for money."""
        for name in ("card", "keep_card"):
            if attrs.get(name) and attrs["method"] != Purchase.Method.CARD:
                raise serializers.ValidationError({name: ["Only for the method card."]})
        named = [name for name in ("spirit", "bundle", "points") if name in attrs]
        if len(named) != 1:
            raise serializers.ValidationError({"spirit": ["Give exactly one of spirit, bundle and points."]})
        if named == ["points"]:
            if attrs["method"] == Purchase.Method.POINTS:
                raise serializers.ValidationError({"method": ["Points are bought with money."]})
            for name in ("coupon", "recipient"):
                if name in attrs:
                    raise serializers.ValidationError({name: ["Not for points."]})
        return attrs


class PurchaseIn(OrderIn):
    """What to buy, and the fingerprint of the quote that is agreed to."""

    agreed = serializers.CharField(max_length=64, help_text="`fingerprint` of the quote.")


class QuoteOut(serializers.Serializer[Any]):
    """An offer at this moment."""

    unit = serializers.CharField(help_text="PTS, or a currency.")
    list_amount = serializers.IntegerField()
    discount_amount = serializers.IntegerField(help_text="Taken off by the plan.")
    coupon_amount = serializers.IntegerField()
    amount = serializers.IntegerField(help_text="What is paid, in points or the currency's smallest unit.")
    tax_amount = serializers.IntegerField(help_text="The tax within the amount.")
    fingerprint = serializers.CharField(help_text="Send it back as `agreed`.")


class LineOut(serializers.ModelSerializer[PurchaseLine]):
    """One spirit of a purchase."""

    spirit = serializers.CharField(source="spirit.slug", read_only=True)
    is_refunded = serializers.SerializerMethodField()

    class Meta:
        model = PurchaseLine
        fields = ["spirit", "amount", "is_refunded"]
        read_only_fields = fields

    def get_is_refunded(self, line: PurchaseLine) -> bool:
        """Whether it was given back."""
        return line.refund is not None and line.refund.state == Refund.State.DONE


class CardOut(serializers.ModelSerializer[Card]):
    """What may be shown of a card."""

    class Meta:
        model = Card
        fields = ["id", "brand", "last4", "expires_month", "expires_year", "is_default"]
        read_only_fields = fields


class PaymentOut(serializers.ModelSerializer[Payment]):
    """One attempt to pay, and how far it is."""

    class Meta:
        model = Payment
        fields = ["id", "kind", "state", "page_url", "error_code", "error", "card", "created_at", "ended_at"]
        read_only_fields = fields


class PayIn(serializers.Serializer[Any]):
    """Which card is charged."""

    card = serializers.UUIDField(required=False, help_text="A stored card; without one, the gateway's page.")
    keep_card = serializers.BooleanField(default=False, help_text="Whether the card may be charged later.")


class PlanOrderIn(serializers.Serializer[Any]):
    """A plan to be paid by card."""

    plan = serializers.SlugField(max_length=60)


class PlanOrderAgreedIn(PlanOrderIn):
    """A plan, what was agreed to, and the card."""

    agreed = serializers.CharField(max_length=64, help_text="`fingerprint` of the quote.")
    card = serializers.UUIDField(required=False, help_text="A stored card; without one, the payment's `page_url`.")


class PaysWithIn(serializers.Serializer[Any]):
    """What the coming months are charged to."""

    pays_with = serializers.ChoiceField(choices=Subscription.PaysWith.choices)
    card = serializers.UUIDField(required=False, help_text="A stored card; without one, the default one.")


class PurchaseOut(serializers.ModelSerializer[Purchase]):
    """A purchase with its lines."""

    spirit = serializers.SlugRelatedField[Any](slug_field="slug", read_only=True)
    bundle = serializers.SlugRelatedField[Any](slug_field="slug", read_only=True)
    plan = serializers.CharField(source="plan_version.plan.slug", read_only=True, default=None)
    lines = LineOut(many=True, read_only=True)
    payment = serializers.SerializerMethodField(help_text="The newest payment by card.")

    class Meta:
        model = Purchase
        fields = [
            "id", "spirit", "bundle", "points_bought", "plan", "plan_step", "method", "state", "unit", "list_amount", "discount_amount",
            "coupon_amount", "amount", "tax_amount", "refunded_amount", "lines", "payment", "created_at",
            "paid_at",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(PaymentOut(allow_null=True))
    def get_payment(self, bought: Purchase) -> dict[str, Any] | None:
        """The newest payment."""
        payments = sorted(bought.payments.all(), key=lambda each: each.pk)
        return PaymentOut(payments[-1]).data if payments else None


class PointsOut(serializers.Serializer[Any]):
    """A person's points."""

    balance = serializers.IntegerField(help_text="What can be spent now.")
    held = serializers.IntegerField(help_text="Set aside for running work.")


class EntryOut(serializers.ModelSerializer[LedgerEntry]):
    """One movement of the wallet."""

    id = serializers.UUIDField(source="transaction.id", read_only=True)
    kind = serializers.CharField(source="transaction.kind", read_only=True)
    reason = serializers.CharField(source="transaction.reason", read_only=True)
    happened_at = serializers.DateTimeField(source="transaction.happened_at", read_only=True)

    class Meta:
        model = LedgerEntry
        fields = ["id", "number", "kind", "reason", "amount", "balance_after", "happened_at"]
        read_only_fields = fields


class WorkOut(serializers.ModelSerializer[Reservation]):
    """What one piece of work reserved and cost, and for what."""

    class Meta:
        model = Reservation
        fields = [
            "run_id", "state", "upper_points", "upper_tokens", "points", "tokens", "unpaid_points", "explanation",
            "opened_at", "closed_at",
        ]  # fmt: skip
        read_only_fields = fields


class PlanIn(serializers.Serializer[Any]):
    """A plan, and the points that are agreed to."""

    plan = serializers.SlugField(max_length=60)
    agreed_points = serializers.IntegerField(min_value=0, max_value=LARGEST)


class SubscriptionPreviewIn(serializers.Serializer[Any]):
    """A plan to change to."""

    plan = serializers.SlugField(max_length=60)


class PlanChangeOut(serializers.Serializer[Any]):
    """What a plan or a change of it means."""

    is_immediate = serializers.BooleanField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    credit = serializers.IntegerField(help_text="Worth of what is left of the present plan, in points.")
    price = serializers.IntegerField(help_text="Price of the new plan for the same time.")
    charge = serializers.IntegerField(help_text="What is paid now; send it back as `agreed_points`.")


class PeriodOut(serializers.ModelSerializer[SubscriptionPeriod]):
    """A month that was paid."""

    plan = serializers.CharField(source="version.plan.slug", read_only=True)

    class Meta:
        model = SubscriptionPeriod
        fields = ["number", "plan", "starts_at", "ends_at", "cut_at", "price_points", "charged_points", "charged_cents"]
        read_only_fields = fields


class SubscriptionOut(serializers.ModelSerializer[Subscription]):
    """The running plan."""

    plan = serializers.CharField(source="version.plan.slug", read_only=True)
    next_plan = serializers.SerializerMethodField()
    periods = PeriodOut(many=True, read_only=True)

    class Meta:
        model = Subscription
        fields = [
            "id",
            "plan",
            "next_plan",
            "renews",
            "pays_with",
            "failed_charges",
            "anchor",
            "grace_days",
            "paused_at",
            "ended_at",
            "periods",
        ]
        read_only_fields = fields

    def get_next_plan(self, subscription: Subscription) -> str | None:
        """The plan from the next period on, when it changes."""
        return subscription.next_version.plan.slug if subscription.next_version else None


class ReasonOut(serializers.Serializer[Any]):
    """One reason to use a spirit."""

    name = serializers.CharField()
    source_id = serializers.UUIDField(allow_null=True)
    starts_at = serializers.DateTimeField(allow_null=True)
    ends_at = serializers.DateTimeField(allow_null=True)


class SlugOf(serializers.CharField):
    """A row of the catalogue, by its slug."""

    def to_representation(self, value: Any) -> str:
        """The row's slug."""
        return str(value.slug)


class WhyOut(serializers.Serializer[Any]):
    """Why a spirit is open or closed at a moment, and what would open it."""

    is_open = serializers.BooleanField(source="access.is_open")
    reasons = ReasonOut(many=True, source="access.reasons")
    standing = serializers.CharField(help_text="The person's rank and level at that moment.")
    is_unlocked = serializers.BooleanField(help_text="Whether the rank allows buying with points.")
    price_cents = serializers.IntegerField(source="price.cents", default=None)
    price_points = serializers.IntegerField(source="price.points", default=None)
    bundles = serializers.ListField(child=SlugOf(), read_only=True)
    plans = serializers.ListField(child=SlugOf(), read_only=True)


class TrialOut(serializers.Serializer[Any]):
    """Calls to try a spirit."""

    calls_limit = serializers.IntegerField()
    calls_used = serializers.IntegerField()
