"""Bundles, plans and templates in the admin."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from unfold.admin import TabularInline
from unfold.decorators import display

from spirits.admin.entry import EditedFilter, ListedAdmin, MemberInline
from spirits.admin.resources import BundleResource, PlanResource, TemplateResource
from spirits.models import (
    Bundle,
    BundleSpirit,
    MinionTemplate,
    MinionTemplateSpirit,
    Plan,
    PlanLanguageModel,
    PlanSpirit,
)
from spirits.rules.prices import money, saving_percent


class BundleSpiritInline(MemberInline):
    """The spirits of a bundle."""

    model = BundleSpirit
    fields = ["position", "spirit"]
    ordering = ["position"]


@admin.register(Bundle)
class BundleAdmin(ListedAdmin):
    """Answers: what does each bundle cost, and what does it save."""

    resource_classes = [BundleResource]
    inlines = [BundleSpiritInline]
    list_display = [
        "title",
        "spirit_count",
        "price",
        "list_price",
        "saving",
        "price_points",
        "is_popular",
        "shown_state",
        "is_edited",
    ]
    list_filter = ["state", "is_popular", EditedFilter, "spirits"]
    search_fields = ["name", "slug", "spirits__name"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Bundle]:
        """With the number of spirits and what they cost one by one."""
        rows: QuerySet[Bundle] = super().get_queryset(request)
        return rows.annotate(spirit_count=Count("spirits"), list_cents=Coalesce(Sum("spirits__price_cents"), 0))

    @display(description="Bundle", ordering="name")
    def title(self, bundle: Bundle) -> str:
        """Icon and name."""
        return f"{bundle.icon} {bundle.name}"

    @display(description="Spirits", ordering="spirit_count")
    def spirit_count(self, bundle: Any) -> int:
        """How many it holds."""
        return int(bundle.spirit_count)

    @display(description="Price", ordering="price_cents")
    def price(self, bundle: Bundle) -> str:
        """In dollars."""
        return money(bundle.price_cents)

    @display(description="One by one", ordering="list_cents")
    def list_price(self, bundle: Any) -> str:
        """What its spirits cost on their own now."""
        return money(bundle.list_cents)

    @display(description="Saves")
    def saving(self, bundle: Any) -> str:
        """In per cent."""
        return f"{saving_percent(bundle.list_cents, bundle.price_cents)} %"


class PlanSpiritInline(MemberInline):
    """The spirits a plan opens."""

    model = PlanSpirit
    fields = ["spirit"]


class PlanModelInline(TabularInline):
    """The restricted language models a plan opens."""

    model = PlanLanguageModel
    fields = ["language_model"]
    autocomplete_fields = ["language_model"]
    extra = 0
    hide_title = True


@admin.register(Plan)
class PlanAdmin(ListedAdmin):
    """Answers: what do subscribers pay, and what do they get."""

    resource_classes = [PlanResource]
    inlines = [PlanSpiritInline, PlanModelInline]
    list_display = [
        "name",
        "price",
        "spirit_count",
        "discount",
        "minions",
        "spirits_per_minion",
        "has_api_access",
        "support",
        "shown_state",
        "is_edited",
    ]
    list_filter = ["state", "support", "has_api_access", EditedFilter]
    search_fields = ["name", "slug"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Plan]:
        """With the number of spirits."""
        rows: QuerySet[Plan] = super().get_queryset(request)
        return rows.annotate(spirit_count=Count("spirits"))

    @display(description="A month", ordering="price_cents")
    def price(self, plan: Plan) -> str:
        """In dollars."""
        return money(plan.price_cents)

    @display(description="Spirits", ordering="spirit_count")
    def spirit_count(self, plan: Any) -> int:
        """How many it opens."""
        return int(plan.spirit_count)

    @display(description="Discount", ordering="discount_percent")
    def discount(self, plan: Plan) -> str:
        """On what is not included."""
        return f"{plan.discount_percent} %"

    @display(description="Minions", ordering="max_minions", empty_value="No limit")
    def minions(self, plan: Plan) -> int | None:
        """How many minions."""
        return plan.max_minions

    @display(description="Spirits a minion", ordering="max_spirits_per_minion", empty_value="No limit")
    def spirits_per_minion(self, plan: Plan) -> int | None:
        """How many spirits in one minion."""
        return plan.max_spirits_per_minion


class TemplateSpiritInline(MemberInline):
    """The spirits of a template."""

    model = MinionTemplateSpirit
    fields = ["position", "spirit"]
    ordering = ["position"]


@admin.register(MinionTemplate)
class MinionTemplateAdmin(ListedAdmin):
    """Answers: what can people start from, and how often did they."""

    resource_classes = [TemplateResource]
    inlines = [TemplateSpiritInline]
    list_display = ["title", "group", "spirit_names", "unlock", "minion_count", "shown_state", "is_edited"]
    list_filter = ["state", "group", EditedFilter, "spirits"]
    search_fields = ["name", "slug", "purpose", "spirits__name"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[MinionTemplate]:
        """With spirits, and the number of minions made from it."""
        rows: QuerySet[MinionTemplate] = (
            super().get_queryset(request).annotate(minion_count=Count("minions", distinct=True))
        )
        return rows.prefetch_related("template_spirits__spirit")

    @display(description="Template", ordering="name")
    def title(self, template: MinionTemplate) -> str:
        """Icon and name."""
        return f"{template.icon} {template.name}"

    @display(description="Spirits")
    def spirit_names(self, template: MinionTemplate) -> str:
        """Its spirits in order."""
        return ", ".join(row.spirit.name for row in template.template_spirits.all())

    @display(description="Complete from")
    def unlock(self, template: MinionTemplate) -> str:
        """The rank at which all of its spirits can be had."""
        rank, level = template.unlocks_at()
        return f"{rank.title()} {level}"

    @display(description="Minions", ordering="minion_count")
    def minion_count(self, template: Any) -> int:
        """How many minions were made from it."""
        return int(template.minion_count)
