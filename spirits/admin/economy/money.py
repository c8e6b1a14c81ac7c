"""Prices, budgets and points in the admin."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from unfold.admin import ModelAdmin

from project.lib.clock import now
from project.lib.errors import DaimonError
from spirits.admin.economy.base import ReadAdmin
from spirits.admin.economy.timeline import price_timeline
from spirits.models import Budget, Price, PricedItem, Reservation
from spirits.rules.prices import money
from spirits.services.economy.set_price import set_price


class PriceForm(forms.ModelForm):
    """A price from some moment on; one in the past is refused on the form."""

    item = forms.ModelChoiceField(PricedItem.objects.select_related("spirit", "bundle", "plan"))

    class Meta:
        model = Price
        fields = ["item", "cents", "points", "valid_from", "reason"]

    def clean(self) -> dict[str, Any]:
        """The service's refusals, beside their fields."""
        found: dict[str, Any] = super().clean() or {}
        for name in ("cents", "points"):
            amount = found.get(name)
            if amount is not None and amount < 0:
                self.add_error(name, "Expected a whole number that is not below zero.")
        if found.get("valid_from") and found["valid_from"] < now():
            self.add_error("valid_from", "A price starts now or later.")
        return found


@admin.register(Price)
class PriceAdmin(ReadAdmin):
    """Answers: what did, does and will something cost."""

    form = PriceForm
    list_display = ["item", "price", "points", "valid_from", "valid_until", "reason", "course"]
    list_filter = ["valid_from"]
    search_fields = ["item__spirit__name", "item__bundle__name", "item__plan__name"]
    list_select_related = ["item__spirit", "item__bundle", "item__plan"]

    def get_urls(self) -> list[URLPattern]:
        """With the page of one thing's prices."""
        page = self.admin_site.admin_view(self.timeline)
        return [path("timeline/<int:item_id>/", page, name="spirits_price_timeline"), *super().get_urls()]

    def timeline(self, request: HttpRequest, item_id: int) -> HttpResponse:
        """Every price of one thing."""
        if not self.has_view_permission(request):
            return HttpResponse("You may not see prices.", status=403, content_type="text/plain; charset=utf-8")
        return price_timeline(request, self.admin_site, item_id)

    @admin.display(description="Course")
    def course(self, row: Price) -> str:
        """The way to all prices of the thing."""
        return format_html('<a href="{}">All prices</a>', reverse("admin:spirits_price_timeline", args=[row.item_id]))

    @admin.display(description="Price", ordering="cents")
    def price(self, row: Price) -> str:
        """As people read it."""
        return money(row.cents) if row.cents is not None else ""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A scheduled price is added here; the present one is the catalogue's own."""
        return request.user.has_perm("spirits.add_price")

    def save_model(self, request: HttpRequest, obj: Price, form: ModelForm, change: bool) -> None:
        """Schedule the price; the one before ends when it starts."""
        item = obj.item
        thing = item.spirit or item.bundle or item.plan
        try:
            if thing is None:
                raise DaimonError("This thing was deleted.")
            made = set_price(
                thing=thing,
                cents=obj.cents,
                points=obj.points,
                starts_at=obj.valid_from,
                now=now(),
                actor=request.user.pk,
                reason=obj.reason,
            )
            obj.pk = made.pk
        except DaimonError as error:
            messages.error(request, error.message)


@admin.register(Budget)
class BudgetAdmin(ModelAdmin):
    """Answers: who may spend how much in which period."""

    list_display = ["subject", "period", "points_limit", "tokens_limit", "is_active"]
    list_filter = ["period", "is_active"]
    autocomplete_fields = ["user"]
    search_fields = ["user__email", "group__name", "minion__name"]
    list_select_related = ["user", "group", "minion"]

    @admin.display(description="For")
    def subject(self, budget: Budget) -> str:
        """The person, group, minion or key."""
        return str(budget.user or budget.group or budget.minion or f"key {budget.api_key}")


@admin.register(Reservation)
class ReservationAdmin(ReadAdmin):
    """Answers: why did this cost so many points."""

    list_display = ["opened_at", "owner", "state", "upper_points", "points", "tokens", "unpaid_points", "run_id"]
    list_filter = ["state", "opened_at"]
    search_fields = ["owner__email", "run_id"]
    list_select_related = ["owner"]
