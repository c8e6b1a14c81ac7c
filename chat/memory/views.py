"""The pages of memory: what is remembered, searching it, correcting it, forgetting it. Plain forms, each answered by a page."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages as notices
from django.db.models import Q
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
    memories_of,
    statistics_of,
)
from chat.memory.queries.query_vector import asked_vector
from chat.memory.queries.search import search
from chat.memory.queries.switches import is_memory_on, switched_places
from chat.memory.rules.kinds import Kind
from chat.memory.services.change import edit_memory, undo
from chat.memory.services.exchange import import_lines
from chat.memory.services.forget import forget
from chat.memory.services.remember import remember
from chat.memory.services.switches import set_switch
from chat.models import Memory
from chat.services.bring_in_conversations import bring_in_conversations
from chat.views.conversation import page
from project.lib.clock import now
from project.lib.errors import InvalidInput
from project.lib.listing import first_part
from training.retrieval.query_vector import QueryVector
from training.retrieval.words import LONGEST_QUERY

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
    is_timeline = request.GET.get("view") == "timeline"
    figures = statistics_of(user, now=now())
    before = request.GET.get("before", "")
    asked = asked_vector(query)
    if query:
        shown, following = _found(user, query, asked.vector), ""
    else:
        shown, following = _page(user, kind, before, is_timeline=is_timeline)
    view = "&view=timeline" if is_timeline else ""
    context = {
        "section": "memory",
        "memories": shown,
        "query": query,
        "problem": asked.problem,
        "kind": kind,
        "view": view,
        "is_timeline": is_timeline and not query,
        "next_url": f"{reverse('memories')}?kind={kind}{view}&before={following}" if following else "",
        "tabs": [Tab("", _("All"), figures["total"]), *(_tab(each, figures["by_kind"]) for each in Kind)],
        "figures": figures,
        "is_on": is_memory_on(user.pk),
        "places": switched_places(user),
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
    """Memory on or off for everything, with one minion, or in one conversation."""
    is_on = request.POST.get("on") == "yes"
    place = {
        f"{name}_id": _id(request.POST[name], name) for name in ("minion", "conversation") if request.POST.get(name)
    }
    set_switch(owner=user, is_on=is_on, now=now(), **place)
    if place:
        notices.success(request, _("Memory is on there.") if is_on else _("Memory is off there."))
        return _back(request)
    notices.success(request, _("Memory is on.") if is_on else _("Memory is off: nothing is read or written."))
    return redirect("memories")


@require_POST
@page
def bring_in(request: HttpRequest, user: User) -> HttpResponse:
    """Take in a file: memories as JSON lines, or the conversations of ChatGPT or Open WebUI."""
    file = request.FILES.get("file")
    if file is None:
        raise InvalidInput.of("file", _("Choose a file first."))
    content = file.read()
    if content.lstrip()[:1] == b"[" or content.startswith(b"PK"):
        imported = bring_in_conversations(user=user, content=content, now=now())
        count, known = len(imported.conversations), imported.known
        text = ngettext("%(count)d chat was imported", "%(count)d chats were imported", count) % {"count": count}
        notices.success(request, f"{text}; " + _("%(known)d were there already.") % {"known": known})
    else:
        count = len(import_lines(owner=user, content=content, now=now()))
        notices.success(
            request,
            ngettext("%(count)d memory was imported.", "%(count)d memories were imported.", count) % {"count": count},
        )
    return redirect("memories")


def _page(user: User, kind: str, before: str, *, is_timeline: bool) -> tuple[list[Memory], str]:
    rows = live_memories_of(user, now=now()).select_related("minion", "conversation")
    rows = rows.filter(kind=kind) if kind else rows
    last = memories_of(user).filter(pk=_id(before, "before")).first() if before else None
    if is_timeline:
        rows = rows.order_by("-occurred_at", "-id")
        if last:
            rows = rows.filter(Q(occurred_at__lt=last.occurred_at) | Q(occurred_at=last.occurred_at, pk__lt=last.pk))
    elif before:
        rows = rows.filter(pk__lt=_id(before, "before"))
    shown, last = first_part(rows, SHOWN)
    return shown, str(last.pk) if last else ""


def _id(text: str, field: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise InvalidInput.of(field, _("Not an id.")) from error


def _found(user: User, query: str, vector: QueryVector | None) -> list[Memory]:
    order = [each.memory_id for each in search(user.pk, query, now=now(), limit=FOUND, vector=vector)]
    rows = live_memories_of(user, now=now()).select_related("minion", "conversation").in_bulk(order)
    return [rows[each] for each in order if each in rows]


def _tab(kind: Kind, counts: dict[str, int]) -> Tab:
    return Tab(kind.value, str(kind.label), counts[kind.value])


def _back(request: HttpRequest) -> HttpResponse:
    """To the page the person came from, when it is one of ours."""
    came_from = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure())
    return redirect(came_from if is_ours else "memories")
