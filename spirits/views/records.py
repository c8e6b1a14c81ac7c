"""The pages of what tools keep over time: health, learning, monitors."""

from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from project.lib.clock import now
from project.lib.errors import InvalidInput
from spirits.models import MonitorCheck
from spirits.queries.health import doses_of, goals_of, measures_of, medications_of
from spirits.queries.learning import learning_items_of, topics_of
from spirits.queries.monitors import monitors_of
from spirits.rules.wellness import KINDS, judged
from spirits.services.learning import grade_item
from spirits.services.medications import record_dose, stop_medication
from spirits.services.monitors import set_paused, unwatch
from spirits.services.wellness import remove_measure
from spirits.views.page import page

MEASURES = 100
DUE = 20
DOSES = timedelta(days=7)
GRADES = range(1, 5)


@never_cache
@require_safe
@page
def health(request: HttpRequest, user: User) -> HttpResponse:
    """Medicines and what was taken of them, goals, and the latest measures."""
    measures = [
        (each, KINDS[each.kind], judged(each.kind, each.value, each.second))
        for each in measures_of(user)[:MEASURES]
        if each.kind in KINDS
    ]
    context = {
        "section": "planner",
        "tab": "health",
        "medicines": medications_of(user),
        "doses": doses_of(user, since=now() - DOSES)[:DUE],
        "goals": [(each, KINDS[each.kind]) for each in goals_of(user) if each.kind in KINDS],
        "measures": measures,
    }
    return render(request, "spirits/health.html", context)


@require_POST
@page
def measure_remove(request: HttpRequest, user: User, measure_id: UUID) -> HttpResponse:
    """Take a logged value out."""
    remove_measure(user=user, measure_id=measure_id)
    return redirect("health-log")


@require_POST
@page
def medicine_change(request: HttpRequest, user: User) -> HttpResponse:
    """A dose taken or skipped, or the medicine stopped."""
    name, verb = request.POST.get("name", "").replace("\x00", ""), request.POST.get("verb", "")
    if verb == "stop":
        stop_medication(user=user, name=name, now=now())
    elif verb in {"take", "skip"}:
        record_dose(user=user, name=name, is_taken=verb == "take", now=now())
    else:
        raise InvalidInput.of("verb", "Expected take, skip or stop.")
    return redirect("health-log")


@never_cache
@require_safe
@page
def learning(request: HttpRequest, user: User) -> HttpResponse:
    """Topics with what is due, and the next cards."""
    moment = now()
    context = {
        "section": "planner",
        "tab": "learning",
        "topics": topics_of(user, now=moment),
        "due": learning_items_of(user).filter(due_at__lte=moment)[:DUE],
    }
    return render(request, "spirits/learning.html", context)


@require_POST
@page
def learning_grade(request: HttpRequest, user: User, item_id: UUID) -> HttpResponse:
    """How well it was known; it comes again accordingly."""
    given = request.POST.get("grade", "")
    if given not in {str(each) for each in GRADES}:
        raise InvalidInput.of("grade", "Expected 1 to 4.")
    grade_item(user=user, item_id=item_id, grade=int(given), now=now())
    return redirect("learning")


@never_cache
@require_safe
@page
def monitors(request: HttpRequest, user: User) -> HttpResponse:
    """What is watched, whether it answers, and how often it did within a day."""
    latest = (
        MonitorCheck.objects.filter(monitor__owner=user).order_by("monitor_id", "-at", "-id").distinct("monitor_id")
    )
    last = {check.monitor_id: check for check in latest}
    shown = [
        (each, last.get(each.pk), round(100 * each.up / each.checked, 1) if each.checked else None)
        for each in monitors_of(user, now=now())
    ]
    return render(request, "spirits/monitors.html", {"section": "planner", "tab": "monitors", "monitors": shown})


@require_POST
@page
def monitor_change(request: HttpRequest, user: User) -> HttpResponse:
    """Pause it, go on, or forget it."""
    name, verb = request.POST.get("name", "").replace("\x00", ""), request.POST.get("verb", "")
    if verb == "remove":
        unwatch(user=user, name=name)
    elif verb in {"pause", "resume"}:
        set_paused(user=user, name=name, is_paused=verb == "pause", now=now())
    else:
        raise InvalidInput.of("verb", "Expected pause, resume or remove.")
    return redirect("monitors")
