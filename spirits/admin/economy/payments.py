"""Payments by card, cards, and the card gateway's messages in the admin."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from project.lib.clock import now
from spirits.admin.economy.base import ReadAdmin
from spirits.models import Card, Payment, WebhookEvent
from spirits.rules.prices import in_unit
from spirits.services.payment.start import run_soon
from spirits.services.payment.webhooks import ignore_message, resend_message


@admin.register(Payment)
class PaymentAdmin(ReadAdmin):
    """Answers: which payments succeeded, which failed and why, and which hang."""

    list_display = ["created_at", "owner", "kind", "state", "price", "error_code", "looked_at", "intent_id"]
    list_filter = ["state", "kind", "error_code", "created_at"]
    search_fields = ["owner__email", "intent_id", "page_id", "purchase__id"]
    list_select_related = ["owner"]
    exclude = ["page_url"]
    actions = ["ask_gateway"]

    @admin.display(description="Amount", ordering="amount")
    def price(self, payment: Payment) -> str:
        """As people read it; nothing where a card was only kept."""
        return in_unit(payment.amount, payment.unit) if payment.amount else ""

    @admin.action(description="Ask the gateway how it stands", permissions=["act"])
    def ask_gateway(self, request: HttpRequest, queryset: "QuerySet[Payment]") -> None:
        """A job asks, and books what is true."""
        self.each(request, queryset, lambda row, reason: run_soon(row), "asked about")


@admin.register(Card)
class CardAdmin(ReadAdmin):
    """Answers: who keeps which card, and which has expired."""

    list_display = [
        "owner",
        "brand",
        "last4",
        "expires_month",
        "expires_year",
        "is_default",
        "removed_at",
        "detached_at",
    ]
    list_filter = ["brand", "expires_year", "is_default"]
    search_fields = ["holder__owner__email", "last4", "gateway_id"]
    list_select_related = ["holder__owner"]

    @admin.display(description="Owner")
    def owner(self, card: Card) -> str:
        """Whose it is."""
        return str(card.holder.owner or "deleted account")


@admin.register(WebhookEvent)
class WebhookEventAdmin(ReadAdmin):
    """Answers: what did the gateway tell us, and what could not be handled."""

    list_display = ["received_at", "kind", "state", "object_id", "deliveries", "tries", "note"]
    list_filter = ["state", "kind", "received_at"]
    search_fields = ["gateway_id", "object_id"]
    actions = ["resend", "ignore"]

    @admin.action(description="Handle again", permissions=["act"])
    def resend(self, request: HttpRequest, queryset: "QuerySet[WebhookEvent]") -> None:
        """A job asks the gateway about it anew."""
        self.each(request, queryset, lambda row, reason: resend_message(event=row), "to be handled again")

    @admin.action(description="Ignore", permissions=["act"])
    def ignore(self, request: HttpRequest, queryset: "QuerySet[WebhookEvent]") -> None:
        """Put aside what cannot be handled."""
        at = now()
        self.each(request, queryset, lambda row, reason: ignore_message(event=row, reason=reason, at=at), "ignored")
