"""What was remembered from a turn, shown below its answer, and taken back from there."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from chat.memory.queries.memories import remembered_from
from chat.memory.services.change import undo_remembered as take_back
from chat.models import Run
from chat.queries.runs import get_run
from chat.views.context import LEARNING_TRIES
from chat.views.conversation import page
from project.lib.clock import now


@require_safe
@page
def remembered(request: HttpRequest, user: User, run_id: UUID) -> HttpResponse:
    """The facts kept from the turn; while there are none the page is told to look again, so many times."""
    run = get_run(user, run_id)
    tries = request.GET.get("tries", "")
    left = min(int(tries), LEARNING_TRIES) - 1 if tries.isascii() and tries.isdigit() else 0
    return _shown(request, run, tries=left)


@require_POST
@page
def undo_remembered(request: HttpRequest, user: User, run_id: UUID) -> HttpResponse:
    """Take back all that was remembered from the turn."""
    run = get_run(user, run_id)
    take_back(owner=user, question_id=run.question_id, now=now())
    return _shown(request, run, is_undone=True)


def _shown(request: HttpRequest, run: Run, *, tries: int = 0, is_undone: bool = False) -> HttpResponse:
    kept = remembered_from([run.question_id]).get(run.question_id, [])
    context = {"run": run, "remembered": kept, "tries": 0 if kept else tries, "is_undone": is_undone}
    return render(request, "chat/_remembered.html", context)
