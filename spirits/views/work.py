"""Why an answer cost what it cost."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import User
from spirits.queries.economy.works import work_of
from spirits.views.page import page


@require_safe
@page
def work(request: HttpRequest, user: User, work_id: UUID) -> HttpResponse:
    """Every model call of an answer: tokens, price, what was set aside and what was charged."""
    return render(request, "spirits/work.html", {"section": "shop", "work": work_of(user, work_id)})
