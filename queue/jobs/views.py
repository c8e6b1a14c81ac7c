"""The Activity page: what the queue does for a person, live."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.queries.signed_in import signed_in
from jobs.models import Job
from jobs.queries.jobs import active_first, batches_of, end_of, get_batch, get_job, history_of, jobs_of, percent_of
from jobs.rules.progress import expected_end, is_near
from jobs.rules.states import REPEATABLE
from jobs.services.cancel import cancel, cancel_batch
from jobs.services.retry import retry
from project.lib.clock import now
from project.lib.errors import Conflict, NotFound

PAGE = 20
BATCHES = 5


@login_required
@never_cache
@require_safe
def activity(request: HttpRequest) -> HttpResponse:
    """A person's batches and jobs; a request of htmx gets the changing part alone."""
    template = "jobs/_activity.html" if request.headers.get("HX-Request") else "jobs/activity.html"
    return render(request, template, _gathered(request))


@login_required
@never_cache
@require_safe
def show(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """One job with its history."""
    job = _job(request, job_id)
    context = {"section": "activity", "job": _shown(job), "history": history_of(job)}
    template = "jobs/_job.html" if request.headers.get("HX-Request") else "jobs/job.html"
    return render(request, template, context)


@login_required
@require_POST
def stop(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Cancel a job."""
    job = _job(request, job_id)
    try:
        cancel(job, at=now())
    except Conflict as error:
        messages.warning(request, error.message)
    return _back(request)


@login_required
@require_POST
def again(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Try a job again."""
    job = _job(request, job_id)
    try:
        retry(job, at=now())
    except Conflict as error:
        messages.warning(request, error.message)
    return _back(request)


@login_required
@require_POST
def stop_batch(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Cancel what is left of a batch."""
    try:
        cancel_batch(get_batch(signed_in(request), batch_id), at=now())
    except NotFound as error:
        raise Http404 from error
    return _back(request)


def _job(request: HttpRequest, job_id: UUID) -> Job:
    try:
        return get_job(signed_in(request), job_id)
    except NotFound as error:
        raise Http404 from error


def _back(request: HttpRequest) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return render(request, "jobs/_activity.html", _gathered(request))
    return redirect("activity")


def _gathered(request: HttpRequest) -> dict[str, Any]:
    user = signed_in(request)
    page = Paginator(active_first(jobs_of(user).filter(batch=None)), PAGE).get_page(request.GET.get("page"))
    batches = list(batches_of(user).order_by("-id")[:BATCHES]) if page.number == 1 else []
    for batch in batches:
        batch.percent = percent_of(batch)  # type: ignore[attr-defined]  # for the template
        batch.expected_end = end_of(batch, at=now())  # type: ignore[attr-defined]
        batch.is_nearly_done = is_near(batch.expected_end, at=now())  # type: ignore[attr-defined]
    return {"section": "activity", "page": page, "jobs": [_shown(job) for job in page], "batches": batches}


def _shown(job: Job) -> Job:
    job.expected_end = None  # type: ignore[attr-defined]  # for the template
    if job.state == "running":
        job.expected_end = expected_end(started_at=job.started_at, progress=job.progress, at=now())  # type: ignore[attr-defined]
    job.is_nearly_done = is_near(job.expected_end, at=now())  # type: ignore[attr-defined]
    job.is_repeatable = job.state in REPEATABLE  # type: ignore[attr-defined]
    return job
