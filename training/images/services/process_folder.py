"""Process a folder's pictures in the background: start, stop, go on, and how far it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import User
from jobs.models import Batch, Job
from jobs.queries.jobs import get_batch, percent_of
from jobs.services.cancel import cancel_batch
from jobs.services.enqueue import enqueue_many, open_batch
from training.images.errors import NothingToProcess, NoVisionModel, ProcessingAlready
from training.images.locks import locked_folder
from training.images.models import Image, ImageFolder
from training.models import LanguageModel
from training.queries.usable_models import models_for

KIND = "training.process_images"
IMAGES_PER_JOB = 16
SEEN_PER_JOB = 4  # a model takes seconds for each


class Scope(StrEnum):
    """Which images are processed."""

    NEW = "new"
    UNDESCRIBED = "undescribed"
    ALL = "all"


@dataclass(frozen=True)
class ImagesToProcess:
    """The images of one job; ``model_id`` is the vision model, None to measure only."""

    folder_id: UUID
    image_ids: list[UUID]
    model_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the last processing is."""

    batch_id: UUID | None = None
    percent: int = 0
    total: int = 0
    done: int = 0
    failed: int = 0
    is_running: bool = False
    is_stopped: bool = False
    message: str = ""


def vision_models(user: User) -> QuerySet[LanguageModel]:
    """The models of this person that can see, the default one first."""
    return models_for(user).filter(can_see=True, can_chat=True).order_by("-is_default", "provider__name", "name", "id")


def start_processing(
    *, folder: ImageFolder, at: datetime, scope: Scope = Scope.NEW, model: LanguageModel | None = None
) -> Batch:
    """A batch of jobs for the images in scope, which is also how a stopped processing goes on.

    Without a model the pictures are measured only. ProcessingAlready, NothingToProcess, or NoVisionModel for
    ``undescribed`` without one.
    """
    if scope is Scope.UNDESCRIBED and model is None:
        raise NoVisionModel
    with transaction.atomic():
        locked = locked_folder(folder.pk)
        if progress_of(locked).is_running:
            raise ProcessingAlready
        wanted = list(_in_scope(locked, scope).values_list("pk", flat=True))
        if not wanted:
            raise NothingToProcess
        batch = open_batch(title=f"Process the pictures of {locked.name}", owner=locked.owner)
        jobs = enqueue_many(KIND, _payloads(locked, wanted, model), owner=locked.owner, batch=batch)
        Batch.objects.filter(pk=batch.pk).update(expected=len(jobs))
        locked.batch = batch
        locked.save(update_fields=["batch"])
    return batch


def stop_processing(*, folder: ImageFolder, at: datetime) -> int:
    """Cancel what is left; images that are done stay done. How many jobs that touched."""
    return cancel_batch(folder.batch, at=at) if folder.batch is not None else 0


def progress_of(folder: ImageFolder) -> Progress:
    """How far the folder's last processing is, as the queue says."""
    if folder.batch_id is None:
        return Progress()
    batch = get_batch(folder.owner, folder.batch_id)
    is_running = batch.done < batch.total  # from one statement: a stop in between must not look like an end
    message = ""
    if is_running:
        running = Job.objects.filter(batch=batch, state="running").order_by("-id")
        message = running.values_list("progress_message", flat=True).first() or ""
    return Progress(
        batch_id=batch.pk,
        percent=percent_of(batch),
        total=batch.total,
        done=batch.done,
        failed=batch.unsuccessful,
        is_running=is_running,
        is_stopped=batch.cancel_requested_at is not None,
        message=message,
    )


def _in_scope(folder: ImageFolder, scope: Scope) -> QuerySet[Image]:
    there = Image.objects.filter(folder=folder, is_missing=False).order_by("path")
    if scope is Scope.NEW:
        return there.filter(Q(is_processed=False) | Q(sha256="", problem_code=""))
    if scope is Scope.UNDESCRIBED:
        return there.filter(description="")
    return there


def _payloads(folder: ImageFolder, wanted: Sequence[UUID], model: LanguageModel | None) -> list[ImagesToProcess]:
    step = IMAGES_PER_JOB if model is None else SEEN_PER_JOB
    model_id = model.pk if model is not None else None
    return [
        ImagesToProcess(folder.pk, list(wanted[start : start + step]), model_id)
        for start in range(0, len(wanted), step)
    ]
