"""What happened: to be searched, never to be changed."""

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from project.ops.models import ApiLog, AuditEntry, RowChange, RuntimeSettingChange, SystemEvent


class ReadOnly(ModelAdmin):
    """Rows can be looked at by whoever may see them, and nothing else."""

    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        """Never."""
        return False


@admin.register(SystemEvent)
class SystemEventAdmin(ReadOnly):
    """Answers: what happened, when, to what, in which request."""

    list_display = ["at", "level", "kind", "message", "subject", "request_id"]
    list_filter = ["level", "kind", "at"]
    search_fields = ["kind", "message", "subject", "request_id"]


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnly):
    """Answers: who changed this, from what to what, and why."""

    list_display = ["at", "actor", "action", "model", "object_name", "why"]
    list_filter = ["action", "model", "at"]
    search_fields = ["actor", "object_id", "object_name", "request_id", "why"]


@admin.register(RowChange)
class RowChangeAdmin(ReadOnly):
    """Answers: what happened to this row of the catalogue or of money, by whom, through which door, and why."""

    list_display = ["at", "table", "row_id", "operation", "columns", "who", "door", "why"]
    list_filter = ["table", "operation", "door", "at"]
    search_fields = ["=row_id", "=actor", "=actor_id", "=request_id", "why"]

    @admin.display(description="columns")
    def columns(self, change: RowChange) -> str:
        """What changed; of a row that came or went, nothing in particular."""
        return ", ".join(sorted(change.after or {})) if change.operation == RowChange.Operation.UPDATE else ""

    @admin.display(description="who")
    def who(self, change: RowChange) -> str:
        """Staff by address, others by id."""
        return change.actor or str(change.actor_id or "the system")


@admin.register(ApiLog)
class ApiLogAdmin(ReadOnly):
    """Answers: what did this caller or this request do."""

    list_display = ["at", "method", "path", "status", "milliseconds", "queries", "user_id", "request_id"]
    list_filter = ["status", "method", "at"]
    search_fields = ["=request_id", "=user_id", "=api_key_id"]


@admin.register(RuntimeSettingChange)
class RuntimeSettingChangeAdmin(ReadOnly):
    """Answers: who changed this setting and why."""

    list_display = ["at", "name", "before", "after", "changed_by", "why"]
    list_filter = ["name", "at"]
    list_select_related = ["changed_by"]
