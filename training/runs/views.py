"""The pages of training runs: what is made of which dataset, its curves as they grow, and what became of it."""

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from project.lib.clock import now
from project.lib.errors import InvalidInput
from training.datasets.queries.datasets import datasets_of, get_dataset
from training.datasets.queries.datasets import get_version as get_dataset_version
from training.evaluations.queries.evaluations import suites_of
from training.images.views.door import page
from training.runs.executors import executors
from training.runs.minions import minions
from training.runs.models import TrainingRun
from training.runs.queries.runs import curves_of, get_run, get_version, runs_of
from training.runs.rules.curves import curve
from training.runs.services.decide import promote, roll_back, try_on_share
from training.runs.services.start_training import go_on_with_training, remove_training, start_training, stop_training
from training.runs.work import folder_of

MOST_LISTED = 100
LINES = 200
LONGEST_CONFIG = 200_000


@require_safe
@page
def runs(request: HttpRequest, user: User) -> HttpResponse:
    """The person's runs, and the form for another."""
    datasets: Any = datasets_of(user)
    context = {
        "section": "training",
        "runs": runs_of(user)[:MOST_LISTED],
        "datasets": datasets.filter(row_count__gt=0)[:MOST_LISTED],
        "executors": executors(),
        "minions": minions().choices(user),
        "suites": [each for each in suites_of(user)[:MOST_LISTED] if each.gates],
    }
    return render(request, "training/runs/list.html", context)


@require_POST
@page
def start(request: HttpRequest, user: User) -> HttpResponse:
    """Start a run on a dataset's newest version."""
    raw = request.POST.get("config", "").strip()
    try:
        config = json.loads(raw[:LONGEST_CONFIG]) if raw else {}
    except (ValueError, RecursionError) as error:
        raise InvalidInput.of("config", _("The settings must be JSON.")) from error
    dataset_id = _uuid(request, "dataset")
    if dataset_id is None:
        raise InvalidInput.of("dataset", _("Choose one of the list."))
    made = start_training(
        user=user,
        name=request.POST.get("name", ""),
        executor=request.POST.get("executor", ""),
        version=get_dataset_version(get_dataset(user, dataset_id)),
        config=config,
        minion_id=_uuid(request, "minion"),
        suite_id=_uuid(request, "suite"),
    )
    return redirect("training-run", made.pk)


@require_safe
@page
def run(request: HttpRequest, user: User, training_run_id: UUID) -> HttpResponse:
    """One run: how far it is, its curves, its log, its files, and what became of what it made."""
    found = get_run(user, training_run_id)
    context = {
        **_state(user, found),
        "config": json.dumps(found.config, indent=2, ensure_ascii=False, sort_keys=True),
        "artifacts": found.artifacts.order_by("path"),
    }
    return render(request, "training/runs/run.html", context)


@never_cache
@require_safe
@page
def state(request: HttpRequest, user: User, training_run_id: UUID) -> HttpResponse:
    """The part of the page that moves."""
    return render(request, "training/runs/_state.html", _state(user, get_run(user, training_run_id)))


@require_POST
@page
def stop(request: HttpRequest, user: User, training_run_id: UUID) -> HttpResponse:
    """Stop it; checkpoints stay."""
    stop_training(run=get_run(user, training_run_id), at=now())
    return redirect("training-run", training_run_id)


@require_POST
@page
def resume(request: HttpRequest, user: User, training_run_id: UUID) -> HttpResponse:
    """Go on from the last checkpoint."""
    go_on_with_training(run=get_run(user, training_run_id))
    return redirect("training-run", training_run_id)


@require_POST
@page
def remove(request: HttpRequest, user: User, training_run_id: UUID) -> HttpResponse:
    """Delete it with its files."""
    remove_training(run=get_run(user, training_run_id))
    messages.success(request, _("The training run was deleted."))
    return redirect("training-runs")


@require_safe
@page
def file(request: HttpRequest, user: User, training_run_id: UUID) -> FileResponse:
    """One of its files."""
    found = get_run(user, training_run_id)
    artifact = found.artifacts.filter(path=request.GET.get("path", "").replace("\x00", "")).first()
    if artifact is None or not (place := folder_of(found) / artifact.path).is_file():
        raise Http404
    return FileResponse(place.open("rb"), as_attachment=True, filename=place.name)


@require_POST
@page
def promote_version(request: HttpRequest, user: User, trained_version_id: UUID) -> HttpResponse:
    """Give it to its minion."""
    version = promote(version=get_version(user, trained_version_id), at=now())
    return redirect("training-run", version.run_id)


@require_POST
@page
def try_version(request: HttpRequest, user: User, trained_version_id: UUID) -> HttpResponse:
    """Try it on a share of the minion's conversations."""
    version, raw = get_version(user, trained_version_id), request.POST.get("share", "")
    if not (raw.isascii() and raw.isdigit() and len(raw) < 4):
        raise InvalidInput.of("share", _("Expected a number."))
    try_on_share(version=version, share=int(raw), at=now())
    return redirect("training-run", version.run_id)


@require_POST
@page
def roll_back_version(request: HttpRequest, user: User, trained_version_id: UUID) -> HttpResponse:
    """Take it back from its minion."""
    version = roll_back(version=get_version(user, trained_version_id), at=now())
    return redirect("training-run", version.run_id)


def _state(user: User, found: TrainingRun) -> dict[str, Any]:
    lines = list(found.log.order_by("-number")[:LINES])
    return {
        "section": "training",
        "run": found,
        "made": getattr(found, "made", None),
        "curves": [curve(name, points) for name, points in curves_of(found).items()],
        "lines": lines[::-1],
        "minion": dict(minions().choices(user)).get(found.minion_id) if found.minion_id else None,
        "facts": [(name, value) for name, value in found.result.items() if isinstance(value, int | float | str)],
    }


def _uuid(request: HttpRequest, name: str) -> UUID | None:
    raw = request.POST.get(name, "")
    if not raw:
        return None
    try:
        return UUID(raw)
    except ValueError as error:
        raise InvalidInput.of(name, _("Choose one of the list.")) from error
