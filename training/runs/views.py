"""The pages of training runs: what is made of which dataset, its curves as they grow, and what became of it."""

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from project.lib.clock import now
from project.lib.errors import DaimonError, InvalidInput, NotFound
from training.datasets.queries.datasets import datasets_of, get_dataset
from training.datasets.queries.datasets import get_version as get_dataset_version
from training.evaluations.queries.evaluations import suites_of
from training.images.views.door import page
from training.images.views.verbs import doing, removing
from training.queries.providers import editable_ollamas
from training.runs.executors import Executor, executors
from training.runs.forms import Choices, TrainingForm
from training.runs.minions import minions
from training.runs.models import TrainingRun
from training.runs.queries.runs import curves_of, get_run, get_version, runs_of
from training.runs.rules.curves import curve
from training.runs.rules.labels import label_of
from training.runs.services.decide import promote, roll_back, try_on_share
from training.runs.services.export_model import ask_to_export, is_exportable
from training.runs.services.start_training import go_on_with_training, remove_training, start_training, stop_training
from training.runs.work import folder_of

MOST_LISTED = 100
LINES = 200


@require_safe
@page
def runs(request: HttpRequest, user: User) -> HttpResponse:
    """The person's runs, and the form for another; ``make`` says of what kind."""
    chosen = _executor(request.GET.get("make", ""))
    return _list(request, user, chosen, _form(user, chosen))


@require_POST
@page
def start(request: HttpRequest, user: User) -> HttpResponse:
    """Start a run on a dataset's newest version; what is wrong stands at its field, and nothing that was entered is lost."""
    chosen = _executor(request.POST.get("executor", ""))
    form = _form(user, chosen, request.POST)
    if form.is_valid():
        try:
            made = _start(user, chosen, form)
        except NotFound:
            raise
        except DaimonError as error:
            form.take(error)
        else:
            return redirect("training-run", made.pk)
    return _list(request, user, chosen, form, status=400)


@require_safe
@page
def run(request: HttpRequest, user: User, training_run_id: UUID) -> HttpResponse:
    """One run: how far it is, its curves, its log, its files, and what became of what it made."""
    found = get_run(user, training_run_id)
    context = {
        **_state(user, found),
        "config": json.dumps(found.config, indent=2, ensure_ascii=False, sort_keys=True),
        "artifacts": found.artifacts.order_by("path"),
        "servers": editable_ollamas(user) if is_exportable(found) else None,
    }
    return render(request, "training/runs/run.html", context)


@never_cache
@require_safe
@page
def state(request: HttpRequest, user: User, training_run_id: UUID) -> HttpResponse:
    """The part of the page that moves."""
    return render(request, "training/runs/_state.html", _state(user, get_run(user, training_run_id)))


stop = doing(get_run, lambda found: stop_training(run=found, at=now()), to="training-run")
resume = doing(get_run, lambda found: go_on_with_training(run=found), to="training-run")
remove = removing(
    get_run,
    lambda found: remove_training(run=found),
    lambda found: redirect("training-runs"),
    gettext_noop("The training run was deleted."),
)


@require_POST
@page
def export(request: HttpRequest, user: User, training_run_id: UUID) -> HttpResponse:
    """Merge its adapter for other servers, and give it to an Ollama server where one is chosen."""
    raw = request.POST.get("provider", "")
    try:
        chosen = UUID(raw) if raw else None
    except ValueError as error:
        raise InvalidInput.of("provider", _("Expected an Ollama server.")) from error
    ask_to_export(user=user, run=get_run(user, training_run_id), provider_id=chosen)
    messages.success(request, _("The export has begun. Its files are here when its job has ended."))
    return redirect("training-run", training_run_id)


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


def _executor(name: str) -> Executor:
    """The one of that name, else the first."""
    return next((each for each in executors() if each.name == name), executors()[0])


def _form(user: User, chosen: Executor, entered: QueryDict | None = None) -> TrainingForm:
    datasets: Any = datasets_of(user)
    given: dict[str, Choices] = {
        "dataset": [
            (str(each.pk), f"{each.name} v{each.version_number} · {intcomma(each.row_count)}")
            for each in datasets.filter(row_count__gt=0)[:MOST_LISTED]
        ],
        "minion": [(str(pk), name) for pk, name in minions().choices(user)],
        "suite": [(str(each.pk), each.name) for each in suites_of(user)[:MOST_LISTED] if each.gates],
    }
    return TrainingForm(entered, executor=chosen, given=given, choices=chosen.choices(user))


def _start(user: User, chosen: Executor, form: TrainingForm) -> TrainingRun:
    entered = form.cleaned_data
    return start_training(
        user=user,
        name=entered["name"],
        executor=chosen.name,
        version=get_dataset_version(get_dataset(user, UUID(entered["dataset"]))),
        config=form.config(),
        minion_id=UUID(entered["minion"]) if entered["minion"] else None,
        suite_id=UUID(entered["suite"]) if entered.get("suite") else None,
    )


def _list(request: HttpRequest, user: User, chosen: Executor, form: TrainingForm, *, status: int = 200) -> HttpResponse:
    dataset: Any = form.fields["dataset"]
    context = {
        "section": "training",
        "runs": runs_of(user)[:MOST_LISTED],
        "executors": executors(),
        "titles": {each.name: each.title for each in executors()},
        "chosen": chosen,
        "form": form,
        "datasets": bool(dataset.choices),
    }
    return render(request, "training/runs/list.html", context, status=status)


def _state(user: User, found: TrainingRun) -> dict[str, Any]:
    lines = list(found.log.order_by("-number")[:LINES])
    return {
        "section": "training",
        "run": found,
        "made": getattr(found, "made", None),
        "curves": [(label_of(name), curve(name, points)) for name, points in curves_of(found).items()],
        "lines": lines[::-1],
        "minion": dict(minions().choices(user)).get(found.minion_id) if found.minion_id else None,
        "facts": [
            (label_of(name), value) for name, value in found.result.items() if isinstance(value, int | float | str)
        ],
    }
