"""Tool servers in the admin: everybody's are added here; people's own are seen, and may be removed."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline
from unfold.widgets import UnfoldAdminPasswordWidget, UnfoldAdminSelectWidget

from project.lib.clock import now
from project.lib.errors import DaimonError
from spirits.models import ServerTool, ToolServer
from spirits.services.give_back_tokens import give_back
from spirits.services.tool_servers import Wish, describe, look_at_server, remove_server


class ToolServerForm(forms.ModelForm):
    """A server of everybody's, with a field for a new key."""

    command = forms.ChoiceField(
        required=False, widget=UnfoldAdminSelectWidget(), help_text="Or a program that MCP_STDIO_COMMANDS names."
    )
    new_key = forms.CharField(
        required=False,
        label="Key",
        max_length=2_000,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"}),
        help_text="Empty: the stored key stays. It is sealed and never shown again.",
    )

    class Meta:
        model = ToolServer
        fields = ("name", "url", "command", "header", "is_trusted", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "command" in self.fields:
            known = sorted({*settings.MCP_STDIO_COMMANDS, *filter(None, [self.instance.command])})
            self.fields["command"].choices = [("", "none"), *((each, each) for each in known)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The same rules as everywhere, and one of address and program."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return given
        if bool(given["url"]) == bool(given["command"]):
            self.add_error("url", "Give an address, or choose a program.")
            return given
        wish = Wish(given["name"], given["url"], given["new_key"], given["header"], given["command"])
        try:
            describe(self.instance, wish)
        except DaimonError as error:
            self.add_error(None, error.message)
        return given


class ServedTools(TabularInline):
    """What it offered when it was last looked at."""

    model = ServerTool
    fields = ("called", "description", "is_reading")
    readonly_fields = fields
    extra = 0
    max_num = 0
    can_delete = False
    per_page = 50
    ordering = ("called", "id")

    def has_add_permission(self, request: HttpRequest, obj: ToolServer | None = None) -> bool:
        """They are read from the server."""
        return False


@admin.register(ToolServer)
class ToolServerAdmin(ModelAdmin):
    """Answers: which programs lend their tools, to whom, and do they answer."""

    form = ToolServerForm
    list_display = ["name", "owner", "where", "tools_offered", "is_active", "is_trusted", "problem", "looked_at"]
    list_filter = ["transport", "is_active", "is_trusted", ("owner", admin.EmptyFieldListFilter)]
    search_fields = ["name", "url", "owner__email"]
    list_select_related = ["owner"]
    readonly_fields = ["owner", "handle", "has_key", "sign_in", "problem", "looked_at"]
    fieldsets = [
        (None, {"fields": ["name", "handle", "owner", "url", "command", "is_active", "is_trusted"]}),
        ("Key", {"fields": ["has_key", "new_key", "header", "sign_in"]}),
        ("Last look", {"fields": ["problem", "looked_at"]}),
    ]
    inlines = [ServedTools]
    actions = ["look_at_selected"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ToolServer]:
        """With the number of tools."""
        found: QuerySet[ToolServer] = super().get_queryset(request)
        return found.annotate(tools_offered=Count("tools"))

    @admin.display(description="Tools", ordering="tools_offered")
    def tools_offered(self, server: Any) -> int:
        """How many it offers."""
        return int(server.tools_offered)

    @admin.display(description="Where", ordering="url")
    def where(self, server: ToolServer) -> str:
        """Its address, or the name of its program."""
        return server.url or server.command

    @admin.display(description="Has a key", boolean=True)
    def has_key(self, server: ToolServer) -> bool:
        """Whether a key is stored."""
        return server.has_key

    def has_change_permission(self, request: HttpRequest, obj: ToolServer | None = None) -> bool:
        """A person's own server is theirs to change."""
        return bool(super().has_change_permission(request, obj)) and (obj is None or obj.owner_id is None)

    def save_model(self, request: HttpRequest, obj: ToolServer, form: Any, change: bool) -> None:
        """Save it, and look what it offers."""
        if not change:
            obj.created_at = now()
        before = ToolServer.objects.filter(pk=obj.pk).first()
        super().save_model(request, obj, form, change)
        if before is not None and before.sealed_grant and not obj.sealed_grant:
            give_back(before.sealed_grant, server=before.url)
        self._look(request, obj)

    def delete_model(self, request: HttpRequest, obj: ToolServer) -> None:
        """With everything that was allowed for its tools."""
        remove_server(server=obj, now=now())

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[ToolServer]) -> None:
        """One by one."""
        for server in queryset:
            remove_server(server=server, now=now())

    @admin.action(description="Look what the selected servers offer now", permissions=["change"])
    def look_at_selected(self, request: HttpRequest, chosen: QuerySet[ToolServer]) -> None:
        """Ask each and tell the outcome."""
        for server in chosen:
            self._look(request, server)

    def _look(self, request: HttpRequest, server: ToolServer) -> None:
        seen = look_at_server(server=server, now=now(), site=request.build_absolute_uri("/").rstrip("/"))
        if seen.problem:
            messages.error(request, f"{seen.name}: {seen.problem}")
        else:
            messages.success(request, f"{seen.name} offers {seen.tools.count()} tools.")
