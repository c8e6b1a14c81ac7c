"""The pages of memory: what is remembered, searching it, correcting it, forgetting it. Plain forms, each answered by a page."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from chat.memory.queries.memories import (
    get_memory,
    history_of,
    last_change_of,
    live_memories_of,
    statistics_of,
)
from chat.memory.queries.search import search
from chat.memory.queries.switches import is_memory_on
from chat.memory.rules.kinds import Kind
from chat.memory.rules.wording import LONGEST_QUERY
from chat.memory.services.change import edit_memory, undo
from chat.memory.services.forget import forget
from chat.memory.services.remember import remember
from chat.memory.services.switches import set_switch
from chat.models import Memory
from chat.views.conversation import page
from project.lib.clock import now
from project.lib.errors import InvalidInput

SHOWN = 40  # memories of one page
FOUND = 30


@dataclass(frozen=True)
class Tab:
    """One kind above the list, with how many there are."""

    value: str
    label: str
    count: int


@require_safe
@page
def memories(request: HttpRequest, user: User) -> HttpResponse:
    """What is remembered: all or one kind, newest first, or what a search finds, best first."""
    kind = request.GET.get("kind", "") if request.GET.get("kind", "") in Kind.values else ""
    query = request.GET.get("q", "").replace("\x00", " ").strip()[:LONGEST_QUERY]
    figures = statistics_of(user, now=now())
    shown, following = _found(user, query) if query else _page(user, kind, request.GET.get("before", ""))
    context = {
        "section": "memory",
        "memories": shown,
        "query": query,
        "kind": kind,
        "next_url": f"{reverse('memories')}?kind={kind}&before={following}" if following else "",
        "tabs": [Tab("", _("All"), figures["total"]), *(_tab(each, figures["by_kind"]) for each in Kind)],
        "figures": figures,
        "is_on": is_memory_on(user.pk),
        "kinds": [each for each in Kind if each != Kind.EPISODIC],
        "now": now(),
    }
    is_more = bool(request.GET.get("before")) and bool(request.headers.get("HX-Request"))
    return render(request, "memory/_list.html" if is_more else "memory/memories.html", context)


@require_safe
@page
def memory(request: HttpRequest, user: User, memory_id: UUID) -> HttpResponse:
    """One memory with where it came from, the answers it served in, and all it ever was."""
    versions = history_of(user, memory_id)
    shown = live_memories_of(user, now=now()).filter(pk=memory_id).first()
    uses = shown.uses.select_related("run__conversation").order_by("-at")[:10] if shown else []
    context = {"section": "memory", "memory": shown, "versions": versions, "uses": uses, "now": now()}
    return render(request, "memory/memory.html", context)


@require_POST
@page
def add(request: HttpRequest, user: User) -> HttpResponse:
    """Remember what was typed."""
    remember(
        owner=user,
        text=request.POST.get("text", ""),
        kind=request.POST.get("kind", Kind.SEMANTIC),
        is_pinned="pinned" in request.POST,
        now=now(),
    )
    notices.success(request, _("Remembered."))
    return redirect("memories")


@require_POST
@page
def change(request: HttpRequest, user: User, memory_id: UUID) -> HttpResponse:
    """Correct the words, or pin and unpin."""
    given: dict[str, Any] = {}
    if "text" in request.POST:
        given["text"] = request.POST["text"]
    if "pinned" in request.POST:
        given["is_pinned"] = request.POST["pinned"] == "yes"
    edit_memory(owner=user, memory_id=memory_id, now=now(), **given)
    return _back(request)


@require_POST
@page
def forget_several(request: HttpRequest, user: User) -> HttpResponse:
    """Destroy the ticked memories."""
    try:
        ids = [UUID(each) for each in request.POST.getlist("memory")]
    except ValueError as error:
        raise InvalidInput.of("memory", _("Choose memories from the list.")) from error
    if not ids:
        raise InvalidInput.of("memory", _("Tick what is to be forgotten first."))
    gone = len(forget(owner=user, memory_ids=ids, now=now()))
    notices.success(
        request,
        ngettext("Forgotten; its text is destroyed.", "%(count)d forgotten; their text is destroyed.", gone)
        % {"count": gone},
    )
    return redirect("memories")


@require_POST
@page
def undo_last(request: HttpRequest, user: User, memory_id: UUID) -> HttpResponse:
    """Take the last change of a memory back, with all that was changed along."""
    undo(owner=user, change_id=last_change_of(get_memory(user, memory_id)), now=now())
    notices.success(request, _("Undone."))
    return redirect("memories")


@require_POST
@page
def switch(request: HttpRequest, user: User) -> HttpResponse:
    """Memory on or off for everything."""
    is_on = request.POST.get("on") == "yes"
    set_switch(owner=user, is_on=is_on, now=now())
    notices.success(request, _("Memory is on.") if is_on else _("Memory is off: nothing is read or written."))
    return redirect("memories")


def _page(user: User, kind: str, before: str) -> tuple[list[Memory], str]:
    rows = live_memories_of(user, now=now()).select_related("minion", "conversation")
    rows = rows.filter(kind=kind) if kind else rows
    try:
        rows = rows.filter(pk__lt=UUID(before)) if before else rows
    except ValueError as error:
        raise InvalidInput.of("before", "Not an id.") from error
    found = list(rows[: SHOWN + 1])
    return found[:SHOWN], str(found[SHOWN - 1].pk) if len(found) > SHOWN else ""


def _found(user: User, query: str) -> tuple[list[Memory], str]:
    order = [each.memory_id for each in search(user.pk, query, now=now(), limit=FOUND)]
    rows = live_memories_of(user, now=now()).select_related("minion", "conversation").in_bulk(order)
    return [rows[each] for each in order if each in rows], ""


def _tab(kind: Kind, counts: dict[str, int]) -> Tab:
    return Tab(kind.value, str(kind.label), counts[kind.value])


def _back(request: HttpRequest) -> HttpResponse:
    """To the page the person came from, when it is one of ours."""
    came_from = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure())
    return redirect(came_from if is_ours else "memories")
