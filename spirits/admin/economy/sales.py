"""Purchases, refunds, coupons and subscriptions in the admin."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from unfold.admin import ModelAdmin, TabularInline

from accounts.queries.signed_in import signed_in
from project.lib.clock import now
from spirits.admin.economy.base import ReadAdmin, RefundForm
from spirits.admin.economy.migrate import migrate_plans
from spirits.models import Coupon, Purchase, PurchaseLine, Refund, StaffRequest, Subscription, SubscriptionPeriod
from spirits.rules.prices import in_unit
from spirits.services.economy.four_eyes import Wanted, do_or_ask
from spirits.services.purchase import cancel_order, confirm_payment


class ReadInline(TabularInline):
    """Rows that belong to another and are only read."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Services write these rows."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Services change these rows."""
        return False


class LineInline(ReadInline):
    """The spirits of a purchase."""

    model = PurchaseLine
    fields = readonly_fields = ["spirit", "amount", "refund"]


class RefundInline(ReadInline):
    """What was given back."""

    model = Refund
    fields = readonly_fields = ["amount", "state", "cause", "reason", "error", "actor", "created_at"]


class PeriodInline(ReadInline):
    """The months that were paid."""

    model = SubscriptionPeriod
    fields = readonly_fields = [
        "number",
        "version",
        "starts_at",
        "ends_at",
        "cut_at",
        "price_points",
        "charged_points",
        "charged_cents",
    ]


@admin.register(Purchase)
class PurchaseAdmin(ReadAdmin):
    """Answers: what was bought, and which orders await payment."""

    list_display = ["created_at", "buyer", "what", "method", "state", "price", "given_back"]
    list_filter = ["state", "method", "unit", "created_at"]
    search_fields = ["buyer__email", "payment_reference", "id"]
    list_select_related = ["buyer", "spirit", "bundle", "plan_version__plan"]
    inlines = [LineInline, RefundInline]
    action_form = RefundForm
    actions = ["confirm_payments", "cancel_orders", "refund_whole"]

    @admin.display(description="What")
    def what(self, purchase: Purchase) -> str:
        """The thing bought."""
        return purchase.title

    @admin.display(description="Amount", ordering="amount")
    def price(self, purchase: Purchase) -> str:
        """As people read it."""
        return in_unit(purchase.amount, purchase.unit)

    @admin.display(description="Given back", ordering="refunded_amount")
    def given_back(self, purchase: Purchase) -> str:
        """As people read it; nothing where nothing went back."""
        return in_unit(purchase.refunded_amount, purchase.unit) if purchase.refunded_amount else ""

    @admin.action(description="Confirm payment (give its reference)", permissions=["act"])
    def confirm_payments(self, request: HttpRequest, queryset: "QuerySet[Purchase]") -> None:
        """The money came: book it and open what was bought."""
        actor, at = request.user.pk, now()
        self.each(
            request,
            queryset,
            lambda row, reason: confirm_payment(purchase=row, reference=reason[:200], actor=actor, at=at),
            "confirmed",
        )

    @admin.action(description="Cancel order", permissions=["act"])
    def cancel_orders(self, request: HttpRequest, queryset: "QuerySet[Purchase]") -> None:
        """Orders that were not paid; what is under way at the card gateway is given up."""
        at = now()
        self.each(request, queryset, lambda row, reason: cancel_order(purchase=row, at=at), "cancelled")

    @admin.action(description="Refund the amount, or all that is left", permissions=["act"])
    def refund_whole(self, request: HttpRequest, queryset: "QuerySet[Purchase]") -> None:
        """Give back what was paid and close what it opened; a part is goodwill. Sending the page twice refunds once.

        By card it is on its way until the gateway says that it went.
        """
        actor, at = signed_in(request), now()
        form = RefundForm(request.POST)
        form.is_valid()  # the action itself was checked before
        if {"amount", "token"} & form.errors.keys():
            messages.error(request, "Nothing was done: the amount is a whole number above zero.")
            return
        amount, token = form.cleaned_data["amount"], form.cleaned_data["token"]
        self.each(
            request,
            queryset,
            lambda row, reason: do_or_ask(
                Wanted(
                    verb=StaffRequest.Verb.REFUND,
                    subject=row.buyer,
                    about=f"{row.buyer or 'somebody who left'}: {row.title}",
                    unit=row.unit,
                    amount=amount or row.amount - row.refunded_amount,
                    payload={"purchase": str(row.pk), "amount": amount},
                    reason=reason,
                    key=f"admin:{row.pk}:{token or row.refunds.count()}",
                ),
                actor=actor,
                at=at,
            ),
            "refunded",
        )


@admin.register(Coupon)
class CouponAdmin(ModelAdmin):
    """Answers: which codes hold, and how often they were used."""

    list_display = ["code", "percent_off", "starts_at", "ends_at", "uses", "uses_limit"]
    search_fields = ["code"]
    readonly_fields = ["uses", "created_at"]


@admin.register(Subscription)
class SubscriptionAdmin(ReadAdmin):
    """Answers: who runs which plan, and whose charge fails."""

    list_display = [
        "owner",
        "plan",
        "pays_with",
        "renews",
        "paused_at",
        "failed_charges",
        "next_attempt_at",
        "ended_at",
    ]
    list_filter = ["version__plan", "pays_with", "renews", "ended_at"]
    search_fields = ["owner__email"]
    list_select_related = ["owner", "version__plan"]
    inlines = [PeriodInline]

    def get_urls(self) -> list[URLPattern]:
        """With the page that moves people to a plan."""
        page = self.admin_site.admin_view(self.migrate)
        return [path("migrate/", page, name="spirits_migrate_plans"), *super().get_urls()]

    def migrate(self, request: HttpRequest) -> HttpResponse:
        """Move people of older versions of a plan."""
        if not self.has_act_permission(request):
            return HttpResponse("You may not change plans.", status=403, content_type="text/plain; charset=utf-8")
        return migrate_plans(request, self.admin_site)

    @admin.display(description="Plan", ordering="version__plan__name")
    def plan(self, subscription: Subscription) -> str:
        """The plan's name."""
        return subscription.version.plan.name
