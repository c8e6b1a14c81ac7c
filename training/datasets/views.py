"""The pages of datasets."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from jobs.models import Job
from project.lib.errors import InvalidInput
from training.datasets.models import Dataset, DatasetVersion, Sample
from training.datasets.queries.datasets import datasets_of, get_dataset, get_version, newest_ready, samples_of
from training.datasets.rules.shapes import Shape
from training.datasets.rules.splitting import Shares
from training.datasets.services.add_version import (
    KIND,
    dedupe_version,
    hub_version,
    source_version,
    split_version,
    upload_version,
)
from training.datasets.services.examine_version import ask_to_examine
from training.datasets.services.export_version import ExportFormat
from training.datasets.services.make_dataset import change_dataset, make_dataset, remove_dataset
from training.datasets.sources import sources
from training.images.views.door import page

MOST_LISTED = 200
MOST_SHOWN = 20
LONGEST_SHOWN = 400
MOST_PARTS = 6
ORDER = ("question", "instruction", "input", "context", "answer", "output", "text")  # as people read a row


@require_safe
@page
def datasets(request: HttpRequest, user: User) -> HttpResponse:
    """The person's datasets, favourites first, and the form for another."""
    found: Any = datasets_of(user).order_by("-is_favourite", "-id")[:MOST_LISTED]
    context = {
        "section": "datasets",
        "datasets": [(each, Shape(each.shape).label if each.shape else "") for each in found],
        "megabytes": settings.DATASET_UPLOAD_MEGABYTES,
    }
    return render(request, "training/datasets/list.html", context)


@require_POST
@page
def make(request: HttpRequest, user: User) -> HttpResponse:
    """A new dataset, with its first version where a file was chosen."""
    dataset = make_dataset(
        user=user,
        name=request.POST.get("name", ""),
        licence=request.POST.get("licence", ""),
        tags=request.POST.get("tags", "").split(","),
    )
    if request.FILES.get("file") is not None:
        _take_file(request, dataset)
    return redirect("dataset", dataset_id=dataset.pk)


@require_safe
@page
def dataset(request: HttpRequest, user: User, dataset_id: UUID) -> HttpResponse:
    """One dataset: how its newest version is, what a version holds, and what can be done."""
    found = get_dataset(user, dataset_id)
    version = _asked_version(request, found)
    context = {
        **_state(found),
        "section": "datasets",
        "version": version,
        "versions": found.versions.order_by("-number")[:MOST_LISTED],
        "rows": [_shown(sample) for sample in samples_of(version)[:MOST_SHOWN]] if version is not None else [],
        "refused": version.report.get("rows", [])[:MOST_SHOWN] if version is not None else [],
        "forms": [each for each in ExportFormat if version is not None and _fits(each, version)],
        "sources": sorted(sources().values(), key=lambda each: each.title),
    }
    return render(request, "training/datasets/dataset.html", context)


@never_cache
@require_safe
@page
def state(request: HttpRequest, user: User, dataset_id: UUID) -> HttpResponse:
    """How far the newest version is, for a page that asks again and again."""
    context = {**_state(get_dataset(user, dataset_id)), "just_ended": True}
    return render(request, "training/datasets/_state.html", context)


@require_POST
@page
def upload(request: HttpRequest, user: User, dataset_id: UUID) -> HttpResponse:
    """The next version, from a file."""
    _take_file(request, get_dataset(user, dataset_id))
    return redirect("dataset", dataset_id=dataset_id)


@require_POST
@page
def from_hub(request: HttpRequest, user: User, dataset_id: UUID) -> HttpResponse:
    """The next version, from the hub."""
    hub_version(
        dataset=get_dataset(user, dataset_id),
        repository=request.POST.get("repository", "").strip(),
        allows_no_licence=bool(request.POST.get("allows_no_licence")),
    )
    return redirect("dataset", dataset_id=dataset_id)


@require_POST
@page
def from_source(request: HttpRequest, user: User, dataset_id: UUID) -> HttpResponse:
    """The next version, from what the person has in Daimon."""
    source_version(dataset=get_dataset(user, dataset_id), name=request.POST.get("name", ""))
    return redirect("dataset", dataset_id=dataset_id)


@require_POST
@page
def split(request: HttpRequest, user: User, dataset_id: UUID) -> HttpResponse:
    """The next version, split anew."""
    shares = Shares(**{name: _number(request, name, int) for name in ("train", "validation", "test")})
    split_version(dataset=get_dataset(user, dataset_id), shares=shares)
    return redirect("dataset", dataset_id=dataset_id)


@require_POST
@page
def dedupe(request: HttpRequest, user: User, dataset_id: UUID) -> HttpResponse:
    """The next version, without repeated or similar rows."""
    dedupe_version(dataset=get_dataset(user, dataset_id), similarity=_number(request, "similarity", float))
    return redirect("dataset", dataset_id=dataset_id)


@require_POST
@page
def examine(request: HttpRequest, user: User, dataset_id: UUID) -> HttpResponse:
    """Look for personal data; the page shows the outcome once the job has ended."""
    ask_to_examine(version=get_version(get_dataset(user, dataset_id)))
    messages.success(
        request, _("The rows are being looked through. The outcome will stand here; the job is under Activity.")
    )
    return redirect("dataset", dataset_id=dataset_id)


@require_POST
@page
def favourite(request: HttpRequest, user: User, dataset_id: UUID) -> HttpResponse:
    """Mark it as a favourite, or no longer."""
    found = get_dataset(user, dataset_id)
    change_dataset(dataset=found, is_favourite=not found.is_favourite)
    return redirect("dataset", dataset_id=dataset_id)


@require_POST
@page
def remove(request: HttpRequest, user: User, dataset_id: UUID) -> HttpResponse:
    """Delete it with every version."""
    remove_dataset(dataset=get_dataset(user, dataset_id))
    messages.success(request, _("The dataset was deleted."))
    return redirect("datasets")


def _take_file(request: HttpRequest, dataset: Dataset) -> None:
    file = request.FILES.get("file")
    if file is None:
        raise InvalidInput.of("file", _("Choose a file first."))
    upload_version(dataset=dataset, name=file.name or "", chunks=file.chunks())


def _number(request: HttpRequest, name: str, kind: type[Any]) -> Any:
    try:
        return kind(request.POST.get(name, "")[:12])
    except ValueError as error:
        raise InvalidInput.of(name, _("Expected a number.")) from error


def _asked_version(request: HttpRequest, dataset: Dataset) -> DatasetVersion | None:
    raw = request.GET.get("version")
    if raw is None:
        return newest_ready(dataset)
    if not (raw.isascii() and raw.isdigit() and len(raw) < 10):
        raise Http404
    version = get_version(dataset, int(raw))
    return version if version.state == DatasetVersion.State.READY else newest_ready(dataset)


def _state(dataset: Dataset) -> dict[str, Any]:
    newest = dataset.versions.order_by("-number").first()
    is_building = newest is not None and newest.state == DatasetVersion.State.BUILDING
    job = (
        Job.objects.filter(kind=KIND, idempotency_key=f"version:{newest.pk}").first()
        if is_building and newest
        else None
    )
    return {"dataset": dataset, "newest": newest, "job": job}


def _fits(form: ExportFormat, version: DatasetVersion) -> bool:
    return form != ExportFormat.CSV or version.shape != Shape.CHAT


def _shown(sample: Sample) -> dict[str, Any]:
    content: dict[str, Any] = sample.content
    if "messages" in content:
        parts = [(each["role"], each["content"]) for each in content["messages"]]
    else:
        parts = [(name, content[name]) for name in ORDER if content.get(name)]
    cut = [(name, text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…") for name, text in parts]
    return {"number": sample.number, "split": sample.split, "parts": cut[:MOST_PARTS]}
