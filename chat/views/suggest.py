"""What the composer offers while one writes: tools after a slash, minions and models after an at sign, files and knowledge after a hash."""

import json
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import trigger_client_event

from accounts.models import User
from chat.queries.choose_model import chat_models
from chat.queries.conversations import get_conversation
from chat.queries.uploads import uploads_of
from chat.views.conversation import page
from project.lib.errors import InvalidInput, NotFound
from spirits.models import Minion, SpiritTool
from spirits.queries.tool_access import access_to
from spirits.queries.tool_servers import served_tools
from spirits.queries.workspace import files_of
from spirits.tool_forms import ToolForm
from spirits.tools.schema import checked
from training.knowledge.queries.bases import readable_bases

MOST = 8


@dataclass(frozen=True)
class Suggestion:
    """One line of the list: what is written, which field of the composer is set to what, or the tool whose form opens."""

    title: str
    detail: str
    icon: str
    insert: str = ""
    field: str = ""
    value: str = ""
    pick: str = ""  # file, upload or knowledge: becomes a chip
    form: str = ""


@require_safe
@page
def suggest(request: HttpRequest, user: User) -> HttpResponse:
    """The lines for the word before the cursor; nothing for a word that begins with none of the signs."""
    word = request.GET.get("word", "")[:80].replace("\x00", "")
    minion = _minion(request, user)
    found: list[Suggestion] = []
    if word.startswith("/") and minion:
        found = [*_tools(minion, word[1:]), *_served(user, minion, word[1:])]
    elif word.startswith("@"):
        found = [*_minions(user, word[1:]), *_models(user, word[1:])]
    elif word.startswith("#"):
        found = [*_knowledge(user, word[1:]), *_uploads(user, word[1:]), *_files(user, word[1:])]
    return render(request, "chat/_suggestions.html", {"suggestions": found[: 3 * MOST]})


def _minion(request: HttpRequest, user: User) -> Minion | None:
    try:
        if raw := request.GET.get("conversation"):
            return get_conversation(user, UUID(raw)).minion
        if raw := request.GET.get("minion"):
            return Minion.objects.filter(owner=user, pk=UUID(raw), archived_at=None).first()
    except (ValueError, NotFound):
        return None
    return None


@require_http_methods(["GET", "HEAD", "POST"])
@page
def tool_form(request: HttpRequest, user: User) -> HttpResponse:
    """A form made from the tool's schema; filled in rightly, it becomes the command that the composer sends."""
    access = access_to(user, request.GET.get("tool", "").replace("\x00", ""))
    schema = access.tool.arguments
    if request.method != "POST":
        form = ToolForm(schema)
    elif (form := ToolForm(schema, request.POST)).is_valid():
        try:
            checked(schema, form.arguments())
        except InvalidInput as error:
            form.refuse(error.fields)
        else:
            command = f"/tool {access.tool.name} {json.dumps(form.arguments(), ensure_ascii=False)}"
            return trigger_client_event(HttpResponse(status=204), "tool-command", {"text": command})
    return render(request, "chat/_tool_form.html", {"tool": access.tool, "form": form})


def _tools(minion: Minion, word: str) -> list[Suggestion]:
    rows = SpiritTool.objects.filter(
        spirit__minion_spirits__minion=minion, tool__state="live", tool__slug__icontains=word
    )
    usable = rows.select_related("tool").order_by("tool__slug").distinct("tool__slug")
    return [
        Suggestion(
            each.tool.name, each.tool.description, "tool", insert=f"/tool {each.tool.slug} ", form=each.tool.slug
        )
        for each in usable[:MOST]
    ]


def _served(user: User, minion: Minion, word: str) -> list[Suggestion]:
    """The tools of the servers that the minion uses."""
    found = [each for each in served_tools(user, minion) if word.lower() in each.called]
    return [
        Suggestion(each.called, each.description, "tool", insert=f"/tool {each.called} ", form=each.called)
        for each in found[:MOST]
    ]


def _minions(user: User, word: str) -> list[Suggestion]:
    rows = Minion.objects.filter(owner=user, archived_at=None, name__icontains=word).order_by("name", "id")[:MOST]
    return [Suggestion(each.name, each.purpose, "spark", field="minion", value=str(each.pk)) for each in rows]


def _models(user: User, word: str) -> list[Suggestion]:
    rows = [
        each
        for each in chat_models(user).select_related("provider").order_by("name", "pk")
        if word.lower() in str(each).lower()
    ]
    return [
        Suggestion(str(each), each.provider.name, "bolt", field="language_model", value=str(each.pk))
        for each in rows[:MOST]
    ]


def _knowledge(user: User, word: str) -> list[Suggestion]:
    rows = readable_bases(user).filter(name__icontains=word).order_by("name", "pk")[:MOST]
    return [Suggestion(each.name, _("Knowledge"), "book", pick="knowledge", value=str(each.pk)) for each in rows]


def _uploads(user: User, word: str) -> list[Suggestion]:
    rows = uploads_of(user).filter(name__icontains=word)[:MOST]
    return [
        Suggestion(each.name, filesizeformat(each.size), "attach", pick="upload", value=str(each.pk)) for each in rows
    ]


def _files(user: User, word: str) -> list[Suggestion]:
    rows = files_of(user).filter(path__icontains=word)[:MOST]
    return [Suggestion(each.path, _("Workspace"), "folder", pick="file", value=each.path) for each in rows]
