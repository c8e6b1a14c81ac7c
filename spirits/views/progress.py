"""The page of a person's rank, experience and achievements."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import User
from project.lib.clock import now
from spirits.queries.economy.progress import events_of, progress_of
from spirits.views.page import page

LATEST = 30


@require_safe
@page
def progress(request: HttpRequest, user: User) -> HttpResponse:
    """Where the person stands, what they reached, and what counted lately."""
    context = {
        "section": "progress",
        "found": progress_of(user, at=now()),
        "events": events_of(user).order_by("-id")[:LATEST],
    }
    return render(request, "spirits/progress.html", context)
