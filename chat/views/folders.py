"""What is done with folders from the rail."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRefresh

from accounts.models import User
from chat.services.conversations import change_conversation
from chat.services.folders import delete_folder, make_folder, rename_folder
from chat.views.conversation import page
from project.lib.clock import now
from project.lib.errors import InvalidInput


@require_POST
@page
def make(request: HttpRequest, user: User) -> HttpResponse:
    """A new folder; with a conversation named, that one moves into it."""
    folder = make_folder(user=user, name=request.POST.get("name", ""))
    if raw := request.POST.get("conversation"):
        change_conversation(user=user, conversation_id=_id(raw), now=now(), folder_id=folder.pk)
    return _back(request)


@require_POST
@page
def rename(request: HttpRequest, user: User, folder_id: UUID) -> HttpResponse:
    """Call a folder something else."""
    rename_folder(user=user, folder_id=folder_id, name=request.POST.get("name", ""))
    return _back(request)


@require_POST
@page
def delete(request: HttpRequest, user: User, folder_id: UUID) -> HttpResponse:
    """Take a folder away; what was in it stays."""
    delete_folder(user=user, folder_id=folder_id)
    return _back(request)


def _id(raw: str) -> UUID:
    try:
        return UUID(raw)
    except ValueError as error:
        raise InvalidInput.of("conversation", "This is not an id.") from error


def _back(request: HttpRequest) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponseClientRefresh()
    return redirect(request.headers.get("Referer") or "chat")
