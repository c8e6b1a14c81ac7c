"""The ledger and accounts in the admin, for reading, reversing and proving."""

import csv
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from unfold.admin import TabularInline

from accounts.queries.signed_in import signed_in
from project.lib.clock import now
from spirits.admin.economy.base import PointsForm, ReadAdmin
from spirits.models import Account, AccountKind, LedgerEntry, LedgerTransaction, StaffRequest
from spirits.queries.economy.reconciliation import CHECKS, find_breaks
from spirits.rules.economy.spreadsheet import safe_cell
from spirits.services.economy.four_eyes import Wanted, do_or_ask
from spirits.services.economy.post_transaction import reverse_transaction

HEADINGS = ["sequence", "transaction", "kind", "key", "reason", "happened_at", "account", "holder", "unit", "amount"]


class EntryInline(TabularInline):
    """The sides of a movement."""

    model = LedgerEntry
    fields = readonly_fields = ["account", "amount", "unit", "number", "balance_after"]
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Entries are posted by services."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Entries stay as they are."""
        return False


@admin.register(LedgerTransaction)
class LedgerTransactionAdmin(ReadAdmin):
    """Answers: what moved, when, and why."""

    list_display = ["sequence", "kind", "key", "reason", "happened_at"]
    list_filter = ["kind", "happened_at"]
    search_fields = ["key", "reason", "entries__account__owner__email"]
    ordering = ["-sequence"]
    inlines = [EntryInline]
    actions = ["reverse_movements", "export_csv"]

    def get_urls(self) -> list[URLPattern]:
        """With the page that reconciles."""
        page = self.admin_site.admin_view(self.reconcile)
        return [path("reconcile/", page, name="spirits_reconcile"), *super().get_urls()]

    def reconcile(self, request: HttpRequest) -> HttpResponse:
        """Every promise checked over all rows, and each broken row named."""
        if not self.has_view_permission(request):
            return HttpResponse("You may not see the ledger.", status=403, content_type="text/plain; charset=utf-8")
        context = {
            **self.admin_site.each_context(request),
            "title": "Reconciliation",
            "breaks": find_breaks(),
            "checks": CHECKS,
            "back": reverse("admin:spirits_ledgertransaction_changelist"),
        }
        return TemplateResponse(request, "admin/spirits/reconcile.html", context)

    @admin.action(description="Reverse", permissions=["act"])
    def reverse_movements(self, request: HttpRequest, queryset: "QuerySet[LedgerTransaction]") -> None:
        """Post the mirror of each movement, once."""
        actor, at = request.user.pk, now()
        self.each(
            request,
            queryset,
            lambda row, reason: reverse_transaction(original=row, reason=reason, actor=actor, at=at),
            "reversed",
        )

    @admin.action(description="Export as CSV", permissions=["view"])
    def export_csv(self, request: HttpRequest, queryset: "QuerySet[LedgerTransaction]") -> HttpResponse:
        """One line an entry; a spreadsheet will not run any cell as a formula."""
        response = HttpResponse(content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="ledger.csv"'
        writer = csv.writer(response)
        writer.writerow(HEADINGS)
        rows = LedgerEntry.objects.filter(transaction__in=queryset).select_related("transaction", "account")
        for entry in rows.order_by("transaction__sequence", "pk").iterator(chunk_size=2000):
            made, account = entry.transaction, entry.account
            cells = [
                made.sequence,
                made.pk,
                made.kind,
                made.key,
                made.reason,
                made.happened_at.isoformat(),
                account.kind,
            ]
            writer.writerow([safe_cell(cell) for cell in [*cells, account.holder, entry.unit, entry.amount]])
        return response


@admin.register(Account)
class AccountAdmin(ReadAdmin):
    """Answers: who holds how much."""

    list_display = ["owner", "kind", "unit", "balance", "entry_count"]
    list_filter = ["kind", "unit"]
    search_fields = ["owner__email", "holder"]
    list_select_related = ["owner"]
    ordering = ["-balance", "id"]
    action_form = PointsForm
    actions = ["give_points", "take_away_points"]

    @admin.action(description="Give points", permissions=["act"])
    def give_points(self, request: HttpRequest, queryset: "QuerySet[Account]") -> None:
        """Freshly issued points for the holders, with the reason in the ledger."""
        self._adjust(request, queryset, StaffRequest.Verb.GIVE, "given points")

    @admin.action(description="Take points", permissions=["act"])
    def take_away_points(self, request: HttpRequest, queryset: "QuerySet[Account]") -> None:
        """Points off the wallets; a wallet that holds less is left alone and named."""
        self._adjust(request, queryset, StaffRequest.Verb.TAKE, "wallets reduced")

    def _adjust(self, request: HttpRequest, queryset: "QuerySet[Account]", verb: StaffRequest.Verb, done: str) -> None:
        form = PointsForm(request.POST)
        form.fields["action"].required = False
        form.is_valid()
        points, token, at = form.cleaned_data.get("points"), form.cleaned_data.get("token"), now()
        if not points or not token:
            messages.error(request, "Nothing was done: give a number of points.")
            return
        wallets = queryset.filter(kind=AccountKind.WALLET, owner__isnull=False).select_related("owner")
        self.each(
            request,
            wallets,
            lambda row, reason: do_or_ask(
                Wanted(
                    verb=verb,
                    subject=row.owner,
                    about=row.owner.email,
                    amount=points,
                    payload={"points": points},
                    reason=reason,
                    key=f"staff:{token}:{row.pk}",
                ),
                actor=signed_in(request),
                at=at,
            ),
            done,
        )
