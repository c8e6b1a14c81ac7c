"""The page of one tool: what it does, who brings it, and a form to try it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from project.lib.clock import now
from project.lib.errors import DaimonError, InvalidInput
from project.lib.ids import uuid7
from spirits.models import Approval, Tool, ToolCall
from spirits.queries.catalogue import spirits_shown_to
from spirits.queries.tool_access import ToolAccess, access_to
from spirits.queries.tool_calls import calls_of, get_call
from spirits.rules.tool_budgets import reach_percent
from spirits.services.decide_approval import approve, deny
from spirits.services.run_tool import Occasion, perform_approved, run_tool
from spirits.tool_forms import ToolForm
from spirits.views.page import page

LATEST = 5
SCOPES = (Approval.Scope.CALL, Approval.Scope.TOOL)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@page
def tool(request: HttpRequest, user: User, name: str) -> HttpResponse:
    """The tool with its form and the person's latest calls; a POST makes a call in the person's own name."""
    access = access_to(user, name)
    if request.method == "POST" and access.is_unlocked:
        return _try(request, user, access)
    form = ToolForm(access.tool.arguments, start=access.tool.example) if access.is_unlocked else None
    return _show(request, user, access, form)


def _try(request: HttpRequest, user: User, access: ToolAccess) -> HttpResponse:
    form = ToolForm(access.tool.arguments, request.POST)
    if form.is_valid():
        key = f"page:{request.POST.get('key', '')[:36]}"
        occasion = Occasion(door=ToolCall.Door.PAGE, key=key if len(key) > 5 else None, is_typed=True)
        try:
            call = run_tool(user=user, name=access.tool.name, arguments=form.arguments(), occasion=occasion, now=now())
        except DaimonError as error:
            form.refuse(error.fields or {"": [error.message]})
        else:
            return redirect(f"{reverse('tool', args=[access.tool.name])}?call={call.pk}#call")
    return _show(request, user, access, form, status=422)


def _show(
    request: HttpRequest, user: User, access: ToolAccess, form: ToolForm | None, *, status: int = 200
) -> HttpResponse:
    tool, entry = access.tool, Tool.objects.filter(slug=access.tool.name).first()
    context: dict[str, Any] = {
        "section": "catalogue",
        "access": access,
        "tool": tool,
        "title": entry.name if entry else tool.name.replace("__", ": ").replace("_", " ").capitalize(),
        "budget": tool.budget.scaled(reach_percent(access.level, access.synergy_percent)),
        "spirits": spirits_shown_to(user).filter(tools__slug=tool.name).order_by("position", "id"),
        "form": form,
        "key": uuid7(),
        "call": _asked_for(request, user, tool.name),
        "latest": list(calls_of(user).filter(tool=tool.name)[:LATEST]),
    }
    return render(request, "spirits/tool.html", context, status=status)


def _asked_for(request: HttpRequest, user: User, name: str) -> ToolCall | None:
    """The call that the address names, if it is the person's and the tool's."""
    try:
        return calls_of(user).filter(tool=name, pk=UUID(request.GET.get("call", ""))).first()
    except ValueError:
        return None


@never_cache
@require_safe
@page
def tool_call_made(request: HttpRequest, user: User, call_id: UUID) -> HttpResponse:
    """The files of a call, for a page that sees it end."""
    return render(request, "spirits/_made_files.html", {"files": get_call(user, call_id).made_files})


@require_POST
@page
def tool_call_decide(request: HttpRequest, user: User, call_id: UUID) -> HttpResponse:
    """Do a call that waits, or never; its own failure is shown with it."""
    call = get_call(user, call_id)
    approval, decision = getattr(call, "approval", None), request.POST.get("decision", "")
    if approval is None or (decision != "deny" and decision not in SCOPES):
        raise InvalidInput.of("decision", "Expected call, tool or deny.")
    if decision == "deny":
        deny(user=user, approval_id=approval.pk, now=now())
    else:
        approve(user=user, approval_id=approval.pk, scope=decision, now=now())
        _perform(user, call_id)
    return redirect(f"{reverse('tool', args=[call.tool])}?call={call.pk}#call")


def _perform(user: User, call_id: UUID) -> None:
    try:
        perform_approved(user=user, call_id=call_id)
    except DaimonError:
        return  # it is kept with the call, which is shown
