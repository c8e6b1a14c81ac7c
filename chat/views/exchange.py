"""Conversations as files: download one or all, and bring in what another product exported."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages as notices
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from chat.exchange.documents import Document
from chat.exchange.read_files import LARGEST_FILE, is_own
from chat.exchange.write_text import as_json, as_markdown
from chat.queries.conversations import get_conversation
from chat.services.bring_in_conversations import bring_in_conversations
from chat.services.exchange import bring_back, document_of, documents_of
from chat.views.conversation import page
from project.lib.clock import now
from project.lib.downloads import download
from project.lib.errors import InvalidInput


def _as_pdf(document: Document) -> bytes:
    from chat.exchange.write_pdf import as_pdf  # loads ReportLab, which no start should pay for

    return as_pdf(document, you=_("You"))


FORMATS: dict[str, tuple[str, Callable[[Document], str | bytes]]] = {
    "md": ("text/markdown; charset=utf-8", lambda document: as_markdown(document, you=_("You"))),
    "json": ("application/json", lambda document: as_json([document])),
    "pdf": ("application/pdf", _as_pdf),
}


@require_safe
@page
def export(request: HttpRequest, user: User, conversation_id: UUID, form: str) -> HttpResponse:
    """One conversation as Markdown, JSON or PDF."""
    if form not in FORMATS:
        raise Http404
    document = document_of(get_conversation(user, conversation_id))
    kind, write = FORMATS[form]
    return download(write(document), name=f"{slugify(document.title)[:60] or 'chat'}.{form}", kind=kind)


@require_safe
@page
def export_all(request: HttpRequest, user: User) -> HttpResponse:
    """All conversations in one file that can be read back."""
    return download(as_json(documents_of(user)), name="conversations.json", kind="application/json")


@require_http_methods(["GET", "HEAD", "POST"])
@page
def bring_in(request: HttpRequest, user: User) -> HttpResponse:
    """The page that takes a file of conversations."""
    if request.method != "POST":
        return render(request, "chat/import.html", {"section": "chat"})
    found = request.FILES.get("file")
    if found is None:
        raise InvalidInput.of("file", "Choose a file first.")
    if (found.size or 0) > LARGEST_FILE:
        raise InvalidInput.of("file", f"At most {LARGEST_FILE // 2**20} MB.")
    content = found.read()
    if is_own(content):
        made = len(bring_back(user=user, content=content, now=now()))
    else:
        imported = bring_in_conversations(user=user, content=content, now=now())
        if not imported.conversations and not imported.known:
            raise InvalidInput.of("file", _("There is no conversation in this file."))
        made = len(imported.conversations)
    notices.success(request, ngettext("%(n)d new conversation.", "%(n)d new conversations.", made) % {"n": made})
    return redirect("chat")
