"""Grants in the admin: give, and take single reasons away."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse

from accounts.queries.signed_in import signed_in
from accounts.rules.pages_about import PageAbout, tells_about_people
from project.lib.clock import now
from spirits.admin.economy.base import ReadAdmin
from spirits.admin.economy.bulk import bulk_grants
from spirits.admin.economy.person import person_page
from spirits.models import Grant, StaffRequest, XpEvent
from spirits.queries.economy.prices import price_of
from spirits.services.economy.bulk_grants import BulkGrants, id_of_line
from spirits.services.economy.four_eyes import Wanted, do_or_ask
from spirits.services.economy.grant_access import revoke_grant

tells_about_people(PageAbout("Points, plan and access", "admin:spirits_person", "spirits.view_grant"))


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

    def get_urls(self) -> list[URLPattern]:
        """With the page for a CSV file, and the page of one person."""
        return [
            path("bulk/", self.admin_site.admin_view(self.bulk), name="spirits_bulk_grants"),
            path("person/<uuid:person_id>/", self.admin_site.admin_view(self.person), name="spirits_person"),
            *super().get_urls(),
        ]

    def person(self, request: HttpRequest, person_id: UUID) -> HttpResponse:
        """Everything about one person's points, plan and access."""
        if not self.has_view_permission(request):
            return HttpResponse("You may not see grants.", status=403, content_type="text/plain; charset=utf-8")
        return person_page(request, self.admin_site, person_id)

    def bulk(self, request: HttpRequest) -> HttpResponse:
        """Open many spirits to many people."""
        if not self.has_add_permission(request):
            return HttpResponse("You may not open spirits.", status=403, content_type="text/plain; charset=utf-8")
        return bulk_grants(request, self.admin_site)

    def save_model(self, request: HttpRequest, obj: Grant, form: ModelForm, change: bool) -> None:
        """A grant by staff, from now on; above the limit it waits for a second person and is no grant yet."""
        at, key = now(), f"grant:{obj.pk}"
        price = price_of(obj.spirit, at=at)
        end = obj.ends_at.isoformat() if obj.ends_at else ""
        wanted = Wanted(
            verb=StaffRequest.Verb.GRANT,
            subject=obj.owner,
            about=f"{obj.owner}: {obj.spirit}",
            amount=(price.points if price else 0) or 0,
            payload=BulkGrants(((str(obj.owner_id), str(obj.spirit_id), end),)).payload(),
            reason=obj.reason or "Opened by staff",
            key=key,
        )
        if do_or_ask(wanted, actor=signed_in(request), at=at):
            messages.warning(request, "Nothing is open yet: this waits for a second person.")
            obj.pk = None
            return
        obj.pk = Grant.objects.get(source_id=id_of_line(key, 0)).pk

    def log_addition(self, request: HttpRequest, obj: Grant, message: Any) -> Any:
        """What waits was not added."""
        return super().log_addition(request, obj, message) if obj.pk else None

    def response_add(self, request: HttpRequest, obj: Grant, post_url_continue: str | None = None) -> HttpResponse:
        """To the requests when it waits."""
        if not obj.pk:
            return HttpResponseRedirect(reverse("admin:spirits_staffrequest_changelist"))
        answer: HttpResponse = super().response_add(request, obj, post_url_continue)
        return answer

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
