"""Grants in the admin: give, and take single reasons away."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest

from project.lib.clock import now
from project.lib.ids import uuid7
from spirits.admin.economy.base import ReadAdmin
from spirits.models import Grant, XpEvent
from spirits.services.economy.grant_access import revoke_grant


@admin.register(Grant)
class GrantAdmin(ReadAdmin):
    """Answers: why somebody may use a spirit."""

    list_display = ["owner", "spirit", "source", "starts_at", "ends_at", "revoked_at", "calls_used", "calls_limit"]
    list_filter = ["source", "spirit", "revoked_at"]
    search_fields = ["owner__email", "spirit__name"]
    list_select_related = ["owner", "spirit"]
    autocomplete_fields = ["owner"]
    actions = ["revoke"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Staff open spirits here; everything else grants by itself."""
        return request.user.has_perm("spirits.add_grant")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """A new grant needs a person, a spirit, an end if any, and a reason."""
        if obj is None:
            return ["owner", "spirit", "ends_at", "reason"]
        return ["owner", "spirit", "source", "source_id", "starts_at", "ends_at", "revoked_at", "reason", "actor"]

    def save_model(self, request: HttpRequest, obj: Grant, form: ModelForm, change: bool) -> None:
        """A grant by staff, from now on."""
        obj.source, obj.source_id = Grant.Source.STAFF, uuid7()
        obj.starts_at, obj.actor = now(), request.user.pk
        obj.save(force_insert=True)

    @admin.action(description="Revoke", permissions=["act"])
    def revoke(self, request: HttpRequest, queryset: "QuerySet[Grant]") -> None:
        """End these reasons now; other reasons for the same spirits stay."""
        actor, at = request.user.pk, now()
        self.each(
            request, queryset, lambda row, reason: revoke_grant(grant=row, at=at, reason=reason, actor=actor), "revoked"
        )


@admin.register(XpEvent)
class XpEventAdmin(ReadAdmin):
    """Answers: what gave somebody experience."""

    list_display = [
        "happened_at",
        "owner",
        "kind",
        "source",
        "amount",
        "spirit_amount",
        "synergy_percent",
        "total_after",
    ]
    list_filter = ["kind"]
    search_fields = ["owner__email", "source"]
    list_select_related = ["owner"]
