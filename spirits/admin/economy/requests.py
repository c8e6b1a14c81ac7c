"""What waits for a second person, in the admin."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.queries.signed_in import signed_in
from project.lib.clock import now
from spirits.admin.economy.base import ReadAdmin
from spirits.models import StaffRequest
from spirits.services.economy.four_eyes import agree, refuse


@admin.register(StaffRequest)
class StaffRequestAdmin(ReadAdmin):
    """Answers: what waits for a second person, who asked for it, and who decided."""

    list_display = ["asked_at", "verb", "about", "amount", "unit", "reason", "asker", "state", "decider", "note"]
    list_filter = ["state", "verb", "asked_at"]
    search_fields = ["about", "reason", "asker__email"]
    list_select_related = ["asker", "decider"]
    ordering = ["-id"]
    actions = ["agree_to", "refuse_them"]

    @admin.action(description="Agree, and do it (give a reason)", permissions=["act"])
    def agree_to(self, request: HttpRequest, queryset: "QuerySet[StaffRequest]") -> None:
        """Each is done in one transaction with the agreement; what cannot be done is said and still waits."""
        actor, at = signed_in(request), now()
        self.each(
            request, queryset, lambda row, reason: agree(request=row, actor=actor, note=reason, at=at), "agreed to"
        )

    @admin.action(description="Refuse (give a reason)", permissions=["act"])
    def refuse_them(self, request: HttpRequest, queryset: "QuerySet[StaffRequest]") -> None:
        """Nothing moves."""
        actor, at = signed_in(request), now()
        self.each(
            request, queryset, lambda row, reason: refuse(request=row, actor=actor, note=reason, at=at), "refused"
        )
