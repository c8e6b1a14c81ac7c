"""The page of tool servers."""

from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from project.lib.clock import now
from project.lib.errors import DaimonError
from spirits.queries.tool_servers import shown_servers
from spirits.services.tool_servers import Wish, add_server, look_at_own_server, remove_own_server, switch_server
from spirits.views.page import page


class ToolServerForm(forms.Form):
    """A server to add."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=60, help_text=gettext_lazy("The names of its tools begin with it.")
    )
    url = forms.URLField(
        label=gettext_lazy("Address"),
        max_length=500,
        assume_scheme="https",
        help_text=gettext_lazy("For streamable HTTP, such as https://tools.example/mcp."),
    )
    key = forms.CharField(
        label=gettext_lazy("Key"),
        max_length=2_000,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Where it asks for one. It is sealed and never shown again."),
    )
    header = forms.CharField(
        label=gettext_lazy("Header of the key"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Empty for the usual: Authorization with a Bearer token."),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@page
def tool_servers(request: HttpRequest, user: User) -> HttpResponse:
    """What other programs offer; a POST adds one."""
    form = ToolServerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = add_server(user=user, wish=Wish(**form.cleaned_data), now=now())
        except DaimonError as error:
            form.add_error(next((name for name in error.fields if name in form.fields), None), error.message)
        else:
            number = made.tools.count()
            messages.success(request, ngettext("Added, with %d tool.", "Added, with %d tools.", number) % number)
            return redirect("tool-servers")
    shown = list(shown_servers(user))
    context = {
        "section": "connections",
        "own": [each for each in shown if each.owner_id],
        "shared": [each for each in shown if not each.owner_id],
        "form": form if settings.MCP_USER_SERVERS else None,
    }
    return render(request, "spirits/tool_servers.html", context, status=422 if form.errors else 200)


@require_POST
@page
def tool_server_look(request: HttpRequest, user: User, server_id: UUID) -> HttpResponse:
    """Ask it what it offers now."""
    server = look_at_own_server(user=user, server_id=server_id, now=now())
    if server.problem:
        messages.error(request, server.problem)
    else:
        number = len(server.tools.all())
        messages.success(request, ngettext("It offers %d tool.", "It offers %d tools.", number) % number)
    return redirect("tool-servers")


@require_POST
@page
def tool_server_switch(request: HttpRequest, user: User, server_id: UUID) -> HttpResponse:
    """Offer its tools, or no longer."""
    switch_server(user=user, server_id=server_id, is_active=request.POST.get("is_active") == "1")
    return redirect("tool-servers")


@require_POST
@page
def tool_server_remove(request: HttpRequest, user: User, server_id: UUID) -> HttpResponse:
    """Forget it."""
    remove_own_server(user=user, server_id=server_id, now=now())
    messages.success(request, _("Removed."))
    return redirect("tool-servers")
