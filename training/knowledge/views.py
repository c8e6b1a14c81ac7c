"""The pages of knowledge bases: what is in them, whether it is found and why, and what a citation leads to."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from project.lib.errors import InvalidInput
from training.datasets.queries.datasets import datasets_of, get_dataset, get_version
from training.images.views.door import back, page
from training.knowledge.models import KnowledgeBase
from training.knowledge.queries.bases import (
    bases_of,
    documents_of,
    get_base,
    get_document,
    get_passage,
    get_readable_base,
    get_readable_document,
    passages_of,
    readable_bases,
)
from training.knowledge.queries.citations import cited, offsets_of
from training.knowledge.queries.search import KEYWORDS_ONLY, Search, search_knowledge
from training.knowledge.rules.places import unit_of
from training.knowledge.rules.weights import current
from training.knowledge.services.add_document import add_dataset, add_text, add_url, upload_document
from training.knowledge.services.change_document import reindex_base, reindex_document, remove_document
from training.knowledge.services.edit_passage import edit_passage
from training.knowledge.services.make_base import change_base, make_base, remove_base
from training.knowledge.services.sync_folder import ask_to_sync, roots_of
from training.retrieval.installed import local_embedder
from training.retrieval.query_vector import query_vector
from training.retrieval.words import LONGEST_QUERY

MOST_LISTED = 200
ON_A_PAGE = 50
FOUND = 10


@require_safe
@page
def bases(request: HttpRequest, user: User) -> HttpResponse:
    """The person's knowledge bases, those others let them read, and the form for another."""
    others = readable_bases(user).exclude(owner=user).select_related("owner").order_by("name", "pk")
    context = {
        "section": "knowledge",
        "bases": bases_of(user)[:MOST_LISTED],
        "others": others[:MOST_LISTED],
        "has_embedder": local_embedder() is not None,
    }
    return render(request, "training/knowledge/list.html", context)


@require_POST
@page
def make(request: HttpRequest, user: User) -> HttpResponse:
    """A new knowledge base."""
    made = make_base(
        user=user,
        name=request.POST.get("name", ""),
        description=request.POST.get("description", ""),
        tags=request.POST.get("tags", "").split(","),
    )
    return redirect("knowledge-base", made.pk)


@require_safe
@page
def base(request: HttpRequest, user: User, knowledge_base_id: UUID) -> HttpResponse:
    """One knowledge base with its documents; who owns it adds, changes and shares."""
    found = get_readable_base(user, knowledge_base_id)
    is_own = found.owner_id == user.pk
    datasets: Any = datasets_of(user)
    context = {
        **_documents(request, found),
        "section": "knowledge",
        "is_own": is_own,
        "has_embedder": local_embedder() is not None,
        "megabytes": settings.KNOWLEDGE_UPLOAD_MEGABYTES,
        "roots": roots_of(user) if is_own else [],
        "datasets": datasets.filter(row_count__gt=0)[:MOST_LISTED] if is_own else [],
    }
    return render(request, "training/knowledge/base.html", context)


@never_cache
@require_safe
@page
def documents(request: HttpRequest, user: User, knowledge_base_id: UUID) -> HttpResponse:
    """How far the documents are, for a page that asks again and again."""
    return render(
        request, "training/knowledge/_documents.html", _documents(request, get_readable_base(user, knowledge_base_id))
    )


@require_safe
@page
def workbench(request: HttpRequest, user: User, knowledge_base_id: UUID) -> HttpResponse:
    """What a question finds, why, and whether it is in the documents at all."""
    found = get_readable_base(user, knowledge_base_id)
    query = request.GET.get("q", "").replace("\x00", " ").strip()[:LONGEST_QUERY]
    answer = search_knowledge([found], query, limit=FOUND, vector=query_vector(query)) if query else None
    context = {
        "section": "knowledge",
        "base": found,
        "is_own": found.owner_id == user.pk,
        "query": query,
        "answer": answer,
        "rows": _rows(answer) if answer else [],
        "has_embedder": local_embedder() is not None,
    }
    return render(request, "training/knowledge/workbench.html", context)


@require_POST
@page
def upload(request: HttpRequest, user: User, knowledge_base_id: UUID) -> HttpResponse:
    """Documents from files, or one from typed words."""
    found = get_base(user, knowledge_base_id)
    files = request.FILES.getlist("file")
    text = request.POST.get("text", "")
    if not files and not text.strip():
        raise InvalidInput.of("file", _("Choose a file or type a text first."))
    if text.strip():
        add_text(base=found, title=request.POST.get("title", "") or _("Note"), text=text)
    for file in files:
        upload_document(base=found, name=file.name or "", chunks=file.chunks())
    return redirect("knowledge-base", knowledge_base_id)


@require_POST
@page
def address(request: HttpRequest, user: User, knowledge_base_id: UUID) -> HttpResponse:
    """A document from an address."""
    add_url(base=get_base(user, knowledge_base_id), url=request.POST.get("url", ""))
    return redirect("knowledge-base", knowledge_base_id)


@require_POST
@page
def from_dataset(request: HttpRequest, user: User, knowledge_base_id: UUID) -> HttpResponse:
    """A document with the rows of one of the person's datasets."""
    found = get_base(user, knowledge_base_id)
    try:
        dataset = get_dataset(user, UUID(request.POST.get("dataset", "")))
    except ValueError as error:
        raise InvalidInput.of("dataset", _("Choose a dataset.")) from error
    add_dataset(base=found, version=get_version(dataset))
    return redirect("knowledge-base", knowledge_base_id)


@require_POST
@page
def change(request: HttpRequest, user: User, knowledge_base_id: UUID) -> HttpResponse:
    """Name, description, tags and lengths."""
    change_base(
        base=get_base(user, knowledge_base_id),
        name=request.POST.get("name"),
        description=request.POST.get("description"),
        tags=request.POST.get("tags", "").split(","),
        passage_length=_number(request, "passage_length"),
        overlap=_number(request, "overlap"),
    )
    messages.success(request, _("Saved. Other lengths take effect when the documents are indexed anew."))
    return redirect("knowledge-base", knowledge_base_id)


@require_POST
@page
def reindex(request: HttpRequest, user: User, knowledge_base_id: UUID) -> HttpResponse:
    """Read every document again."""
    count = reindex_base(base=get_base(user, knowledge_base_id))
    text = ngettext("%(count)s document is being read again.", "%(count)s documents are being read again.", count)
    messages.success(request, text % {"count": count})
    return redirect("knowledge-base", knowledge_base_id)


@require_POST
@page
def sync(request: HttpRequest, user: User, knowledge_base_id: UUID) -> HttpResponse:
    """Bring it in step with a folder of the server."""
    ask_to_sync(base=get_base(user, knowledge_base_id), folder=request.POST.get("folder", ""))
    messages.success(request, _("The folder is being looked through; the job is under Activity."))
    return redirect("knowledge-base", knowledge_base_id)


@require_POST
@page
def remove(request: HttpRequest, user: User, knowledge_base_id: UUID) -> HttpResponse:
    """Delete it with every document."""
    remove_base(base=get_base(user, knowledge_base_id))
    messages.success(request, _("The knowledge base was deleted."))
    return redirect("knowledge")


@require_safe
@page
def document(request: HttpRequest, user: User, document_id: UUID) -> HttpResponse:
    """One document: where it came from, what was left out, and its passages to correct."""
    found = get_readable_document(user, document_id)
    context = {
        "section": "knowledge",
        "document": found,
        "base": found.base,
        "is_own": found.base.owner_id == user.pk,
        "unit": unit_of(found.kind),
        "passages": Paginator(passages_of(found), ON_A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "training/knowledge/document.html", context)


@require_POST
@page
def again(request: HttpRequest, user: User, document_id: UUID) -> HttpResponse:
    """Read it again; what failed goes on where it was."""
    found = get_document(user, document_id)
    reindex_document(document=found, anew=found.state != "failed")
    return redirect("knowledge-base", found.base_id)


@require_POST
@page
def remove_one(request: HttpRequest, user: User, document_id: UUID) -> HttpResponse:
    """Delete a document."""
    found = get_document(user, document_id)
    remove_document(document=found)
    messages.success(request, _("The document was deleted."))
    return redirect("knowledge-base", found.base_id)


@require_POST
@page
def edit(request: HttpRequest, user: User, chunk_id: UUID) -> HttpResponse:
    """Correct a passage, or keep it from being found."""
    passage = get_passage(user, chunk_id)
    excluded = request.POST.get("excluded")
    edit_passage(
        passage=passage,
        text=request.POST.get("text"),
        is_excluded=None if excluded is None else excluded == "yes",
    )
    messages.success(request, _("The passage was changed."))
    return back(request, "knowledge-document", document_id=passage.document_id)


@require_safe
@page
def citation(request: HttpRequest, user: User, document_id: UUID, offsets: str) -> HttpResponse:
    """The words that an answer cites, with their page and what stands around them."""
    found = get_readable_document(user, document_id)
    context = {"section": "knowledge", "base": found.base, "cited": cited(found, *offsets_of(offsets))}
    return render(request, "training/knowledge/cited.html", context)


def _documents(request: HttpRequest, found: KnowledgeBase) -> dict[str, Any]:
    listed = Paginator(documents_of(found), ON_A_PAGE).get_page(request.GET.get("page"))
    return {"base": found, "documents": listed, "is_working": bool(found.working_count)}  # type: ignore[attr-defined]


def _rows(answer: Search) -> list[dict[str, Any]]:
    """Each passage with what its score is made of, in words."""
    weights = current(with_vectors=answer.engine != KEYWORDS_ONLY)
    names = {"words": _("words"), "document": _("document"), "own": _("meaning")}
    return [
        {
            "passage": each,
            "offsets": f"{each.start}-{each.end}",
            "signals": [
                (names[name], f"{getattr(weights, name) * parts['z']:+.2f}", f"{parts['value']:.3f}")
                for name, parts in each.signals.items()
            ],
            "percent": round(100 * each.coverage),
        }
        for each in answer.passages
    ]


def _number(request: HttpRequest, name: str) -> int:
    try:
        return int(request.POST.get(name, "")[:6])
    except ValueError as error:
        raise InvalidInput.of(name, _("Expected a number.")) from error
