"""The page of tool servers."""

from urllib.parse import urlsplit
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from project.lib.clock import now
from project.lib.errors import DaimonError
from spirits.errors import ToolServerNotFound
from spirits.models import ToolServer
from spirits.queries.tool_servers import get_signable_server, shown_servers
from spirits.served.grants import Answer
from spirits.services.give_back_tokens import sign_out
from spirits.services.tool_servers import (
    Wish,
    add_server,
    begin_sign_in,
    finish_sign_in,
    look_at_own_server,
    remove_own_server,
    switch_server,
)
from spirits.views.page import page

LONGEST = 4_000  # characters of what a sign-in page sends back


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
            made = add_server(user=user, wish=Wish(**form.cleaned_data), now=now(), site=_site(request))
        except DaimonError as error:
            form.add_error(next((name for name in error.fields if name in form.fields), None), error.message)
        else:
            if made.sign_in == ToolServer.SignIn.NEEDED:
                return _to_sign_in(request, user, made.pk)
            number = made.tools.count()
            messages.success(request, ngettext("Added, with %d tool.", "Added, with %d tools.", number) % number)
            return redirect("tool-servers")
    shown = list(shown_servers(user))
    context = {
        "section": "connections",
        "own": [each for each in shown if each.owner_id],
        "shared": [each for each in shown if not each.owner_id],
        "may_sign_in_for_all": user.is_staff and user.has_perm("spirits.change_toolserver"),
        "form": form if settings.MCP_USER_SERVERS else None,
    }
    return render(request, "spirits/tool_servers.html", context, status=422 if form.errors else 200)


@require_POST
@page
def tool_server_look(request: HttpRequest, user: User, server_id: UUID) -> HttpResponse:
    """Ask it what it offers now."""
    server = look_at_own_server(user=user, server_id=server_id, now=now(), site=_site(request))
    if server.problem:
        messages.error(request, server.problem)
    else:
        number = len(server.tools.all())
        messages.success(request, ngettext("It offers %d tool.", "It offers %d tools.", number) % number)
    return redirect("tool-servers")


@require_POST
@page
def tool_server_sign_in(request: HttpRequest, user: User, server_id: UUID) -> HttpResponse:
    """Where the person signs in at the server: a page with the way there, as no form of ours leads to another site."""
    return _to_sign_in(request, user, server_id)


@never_cache
@require_safe
@page
def tool_server_signed_in(request: HttpRequest, user: User, server_id: UUID) -> HttpResponse:
    """Back from the server's sign-in page: fetch what we may use, and look what it offers."""
    given = {name: request.GET.get(name, "")[:LONGEST] for name in ("code", "state", "iss", "error")}
    if given["error"] or not given["code"]:
        get_signable_server(user, server_id)
        messages.error(request, _("The tool server did not let you in. Begin again."))
        return redirect("tool-servers")
    answer = Answer(code=given["code"], state=given["state"], issuer=given["iss"] or None)
    try:
        server = finish_sign_in(user=user, server_id=server_id, answer=answer, now=now(), site=_site(request))
    except ToolServerNotFound:
        raise
    except DaimonError as error:
        messages.error(request, _(error.message))
    else:
        number = server.tools.count()
        messages.success(request, ngettext("It offers %d tool.", "It offers %d tools.", number) % number)
    return redirect("tool-servers")


@require_POST
@page
def tool_server_sign_out(request: HttpRequest, user: User, server_id: UUID) -> HttpResponse:
    """Let go of what the server let us have."""
    _server, is_asked = sign_out(user=user, server_id=server_id)
    if is_asked:
        messages.success(request, _("Signed out. The tool server is asked to forget its tokens."))
    else:
        messages.success(request, _("Signed out. The tool server takes no tokens back; they end by themselves."))
    return redirect("tool-servers")


def _to_sign_in(request: HttpRequest, user: User, server_id: UUID) -> HttpResponse:
    server = get_signable_server(user, server_id)
    address = begin_sign_in(user=user, server_id=server_id, now=now(), site=_site(request))
    context = {"section": "connections", "server": server, "address": address, "host": urlsplit(address).netloc}
    return render(request, "spirits/tool_server_sign_in.html", context)


def _site(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")


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
