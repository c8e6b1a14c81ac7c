"""The pages and fragments of a conversation. Each works as a plain form and, with htmx, as a fragment."""

from collections.abc import Sequence
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages as notices
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect, trigger_client_event

from accounts.models import User
from accounts.queries.signed_in import signed_in
from chat.memory.queries.switches import is_memory_on
from chat.models import Conversation, Run
from chat.queries.conversations import get_conversation
from chat.queries.thread import branch_to, end_of_part, get_message
from chat.queries.uploads import uploads_of
from chat.services.attach import MOST_ATTACHED
from chat.services.conversations import (
    change_conversation,
    delete_conversation,
    mark_seen,
    show_branch,
    start_conversation,
)
from chat.services.stop_run import stop_run
from chat.services.turns import check_content, continue_answer, edit_message, regenerate, send_message
from chat.services.uploads import add_upload
from chat.views.context import choices, rail, thread, with_steps
from project.lib.clock import now
from project.lib.errors import DaimonError, InvalidInput, NotFound
from project.ops.limits.count import spend
from project.ops.models import LimitGroup, LimitSubject
from spirits.queries.economy.accounts import points_of
from spirits.queries.minions import named_minions_of
from spirits.rules.own_variables import variables_from
from spirits.variable_forms import ValuesForm
from training.knowledge.queries.bases import readable_bases

RAIL_CHANGED = "conversations-changed"
COMPOSER = "composer-new"  # the form of an empty chat


def page(view: Any) -> Any:
    """For signed-in people; what a service refuses becomes a 404 page, a toast, or a notice on the page before."""

    @wraps(view)
    @login_required
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response: HttpResponse = view(request, signed_in(request), *args, **kwargs)
        except NotFound as error:
            raise Http404(error.message) from error
        except DaimonError as error:
            return refused(request, error)
        return response

    return guarded


def refused(request: HttpRequest, error: DaimonError) -> HttpResponse:
    """Say why, without losing what the person wrote."""
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=error.status)
        return trigger_client_event(response, "toast", {"text": gettext(error.message), "kind": "error"})
    notices.error(request, error.message)
    return redirect(request.headers.get("Referer") or "chat")


@require_safe
@page
def new(request: HttpRequest, user: User) -> HttpResponse:
    """An empty chat: who answers, some starters, and the composer."""
    chosen = _uuid(request.GET.get("minion"), "minion")
    prompt = request.GET.get("q", "")[:4000].replace("\x00", "")
    return _new(request, user, chosen, prompt=prompt, is_temporary="temporary" in request.GET)


def _new(
    request: HttpRequest,
    user: User,
    minion_id: UUID | None,
    *,
    values: ValuesForm | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """The page of an empty chat; ``values`` are the minion's variables as they were sent, with what is wrong."""
    offered = choices(user)
    minion = next((each for each in offered["minions"] if each.pk == minion_id), None)
    context = {
        "section": "chat",
        "minion": minion,
        "conversation": None,
        "values": values or (ValuesForm(variables_from(minion.variables), form_id=COMPOSER) if minion else None),
        **more,
        **offered,
        **rail(user),
    }
    return render(request, "chat/new.html", context, status=status)


@require_POST
@page
def start(request: HttpRequest, user: User) -> HttpResponse:
    """Start a conversation with its first message."""
    spend(group=LimitGroup.ANSWERS, subject=LimitSubject.PERSON, identity=str(user.pk))
    content = _said(request)
    check_content(content)
    uploads, bases = _attached(request, user)
    minion_id = _uuid(request.POST.get("minion"), "minion")
    is_temporary = request.POST.get("temporary") == "true"
    values = _values(request, user, minion_id)
    if not values.is_valid():
        kept = {"prompt": content, "is_temporary": is_temporary, **_kept(user, uploads, bases)}
        return _new(request, user, minion_id, values=values, status=422, **kept)
    conversation = start_conversation(
        user=user,
        minion_id=minion_id,
        variables=values.values(),
        language_model_id=_uuid(request.POST.get("language_model"), "language_model"),
        is_temporary=is_temporary,
    )
    send_message(
        user=user, conversation_id=conversation.pk, content=content, now=now(), uploads=uploads, knowledge_bases=bases
    )
    return _go(request, conversation)


def _values(request: HttpRequest, user: User, minion_id: UUID | None) -> ValuesForm:
    """The minion's own variables as they were sent; without one, no fields."""
    minion = named_minions_of(user).filter(pk=minion_id).first() if minion_id else None
    return ValuesForm(variables_from(minion.variables) if minion else (), request.POST, form_id=COMPOSER)


def _kept(user: User, uploads: list[UUID], bases: list[UUID]) -> dict[str, Any]:
    """What goes with the message, for its chips on a page shown again."""
    return {
        "uploads": uploads_of(user).filter(pk__in=uploads),
        "bases": readable_bases(user).filter(pk__in=bases).order_by("pk"),
    }


@require_safe
@page
def show(request: HttpRequest, user: User, conversation_id: UUID) -> HttpResponse:
    """The conversation on its branch, an answer under way going on; with ``message`` the part that ends around it."""
    conversation = get_conversation(user, conversation_id)
    mark_seen(conversation=conversation, now=now())
    part = _uuid(request.GET.get("message"), "message")
    leaf_id = end_of_part(user, conversation, part) if part else conversation.leaf_id
    context = {
        "section": "chat",
        "part": part,
        "points": points_of(user),
        "is_memory_on": is_memory_on(user.pk, conversation_id=conversation.pk),
        **thread(conversation, leaf_id),
        **choices(user, conversation.minion),
        **rail(user),
    }
    context["folder_choices"] = context["folders"]
    return render(request, "chat/conversation.html", context)


@require_POST
@page
def send(request: HttpRequest, user: User, conversation_id: UUID) -> HttpResponse:
    """The next turn: its two messages, to be put below the others."""
    spend(group=LimitGroup.ANSWERS, subject=LimitSubject.PERSON, identity=str(user.pk))
    uploads, bases = _attached(request, user)
    run = send_message(
        user=user,
        conversation_id=conversation_id,
        content=_said(request),
        language_model_id=_uuid(request.POST.get("language_model"), "language_model"),
        now=now(),
        uploads=uploads,
        knowledge_bases=bases,
    )
    if not request.headers.get("HX-Request"):
        return _go(request, run.conversation)
    spoken = with_steps(branch_to(run.conversation, run.answer_id, window=2))
    context = {"conversation": run.conversation, "spoken": spoken, **choices(user)}
    return trigger_client_event(render(request, "chat/_turns.html", context), RAIL_CHANGED)


@require_POST
@page
def edit(request: HttpRequest, user: User, message_id: UUID) -> HttpResponse:
    """Say a message differently: the thread on its new branch."""
    spend(group=LimitGroup.ANSWERS, subject=LimitSubject.PERSON, identity=str(user.pk))
    run = edit_message(user=user, message_id=message_id, content=_said(request), now=now())
    return _thread(request, user, run.conversation)


@require_POST
@page
def answer_again(request: HttpRequest, user: User, message_id: UUID) -> HttpResponse:
    """Another answer: the thread on its new branch."""
    spend(group=LimitGroup.ANSWERS, subject=LimitSubject.PERSON, identity=str(user.pk))
    model = _uuid(request.POST.get("language_model"), "language_model")
    run = regenerate(user=user, message_id=message_id, language_model_id=model, now=now())
    return _thread(request, user, run.conversation)


@require_POST
@page
def go_on(request: HttpRequest, user: User, message_id: UUID) -> HttpResponse:
    """Go on with an answer that was cut off: the thread on its new branch."""
    spend(group=LimitGroup.ANSWERS, subject=LimitSubject.PERSON, identity=str(user.pk))
    run = continue_answer(user=user, message_id=message_id, now=now())
    return _thread(request, user, run.conversation)


@require_POST
@page
def switch(request: HttpRequest, user: User, message_id: UUID) -> HttpResponse:
    """Look at another branch."""
    return _thread(request, user, show_branch(user=user, message_id=message_id))


@require_POST
@page
def stop(request: HttpRequest, user: User, run_id: UUID) -> HttpResponse:
    """Stop the answer; the stream tells the page when it has."""
    run: Run = stop_run(user=user, run_id=run_id, now=now())
    return HttpResponse(status=204) if request.headers.get("HX-Request") else _go(request, run.conversation)


@require_safe
@page
def turn(request: HttpRequest, user: User, message_id: UUID) -> HttpResponse:
    """One message as it stands now: what the page puts in place of the stream when an answer has ended."""
    message = get_message(user, message_id)
    mark_seen(conversation=message.conversation, now=now())
    spoken = with_steps(branch_to(message.conversation, message.pk, window=1))
    context = {"conversation": message.conversation, "spoken": spoken, **choices(user)}
    return render(request, "chat/_turns.html", context)


@require_safe
@page
def earlier(request: HttpRequest, user: User, conversation_id: UUID, message_id: UUID) -> HttpResponse:
    """The messages before one, to be put above it."""
    conversation = get_conversation(user, conversation_id)
    before = get_message(user, message_id)
    context = {**thread(conversation, before.parent_id), **choices(user)}
    return render(request, "chat/_turns.html", context)


@require_POST
@page
def change(request: HttpRequest, user: User, conversation_id: UUID) -> HttpResponse:
    """Rename, pin, archive, file, keep, or choose who answers."""
    given: dict[str, Any] = {}
    if "title" in request.POST:
        given["title"] = request.POST["title"][:200]
    for name in ("is_pinned", "is_archived", "is_kept"):
        if name in request.POST:
            given[name] = request.POST[name] == "true"
    for name in ("minion", "language_model", "folder"):
        if name in request.POST:
            given[f"{name}_id"] = _uuid(request.POST[name], name)
    conversation = change_conversation(user=user, conversation_id=conversation_id, now=now(), **given)
    if conversation.archived_at:
        return _leave(request)
    if request.headers.get("HX-Request") and not {"title", "is_pinned", "is_kept", "folder_id"} & given.keys():
        return HttpResponse(status=204)
    return _go(request, conversation)


@require_POST
@page
def delete(request: HttpRequest, user: User, conversation_id: UUID) -> HttpResponse:
    """Delete the conversation for good."""
    delete_conversation(user=user, conversation_id=conversation_id)
    return _leave(request)


@require_safe
@page
def rail_list(request: HttpRequest, user: User) -> HttpResponse:
    """The list in the rail: searched, or going on after a conversation."""
    before = _uuid(request.GET.get("before"), "before")
    context = rail(user, q=request.GET.get("q", "")[:200].replace("\x00", ""), before=before)
    context["current"] = request.GET.get("current", "")
    return render(request, "chat/_rail_list.html", context)


def _thread(request: HttpRequest, user: User, conversation: Conversation) -> HttpResponse:
    if not request.headers.get("HX-Request"):
        return _go(request, conversation)
    fresh = get_conversation(user, conversation.pk)
    context = {**thread(fresh, fresh.leaf_id), **choices(user)}
    return trigger_client_event(render(request, "chat/_thread.html", context), RAIL_CHANGED)


def _go(request: HttpRequest, conversation: Conversation) -> HttpResponse:
    address = reverse("conversation", args=[conversation.pk])
    return HttpResponseClientRedirect(address) if request.headers.get("HX-Request") else redirect(address)


def _leave(request: HttpRequest) -> HttpResponse:
    return HttpResponseClientRedirect(reverse("chat")) if request.headers.get("HX-Request") else redirect("chat")


def _said(request: HttpRequest) -> str:
    """What was written in the form; browsers send line ends as CR LF, and text here has LF."""
    return request.POST.get("content", "").replace("\r\n", "\n")


def _attached(request: HttpRequest, user: User) -> tuple[list[UUID], list[UUID]]:
    """The files and knowledge bases that go with the message: chips of the page, and files sent without scripts."""
    plain = [each for each in request.FILES.getlist("file") if each.size][:MOST_ATTACHED]
    added = [add_upload(user=user, name=each.name or "", chunks=each.chunks()).pk for each in plain]
    bases = uuids(request.POST.getlist("knowledge_bases"), "knowledge_bases")
    return [*uuids(request.POST.getlist("uploads"), "uploads"), *added], bases


def uuids(raw: Sequence[str], field: str) -> list[UUID]:
    """The ids in a form field that comes several times."""
    return [found for each in raw if (found := _uuid(each, field))]


def _uuid(raw: str | None, field: str) -> UUID | None:
    """The id in a form field, None when it is empty."""
    if not raw:
        return None
    try:
        return UUID(raw)
    except ValueError as error:
        raise InvalidInput.of(field, "This is not an id.") from error
