"""The job kinds of image folders; training.handlers takes them in."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any
from uuid import UUID

from jobs.context import JobContext
from jobs.errors import PermanentFailure
from jobs.registry import Policy, job, standing_schedule
from jobs.rules.lanes import LEAST_URGENT, Lane
from project.lib.clock import now
from training.images.models import Image, ImageFolder
from training.images.services.index import EMBED, FolderToEmbed, embed_missing
from training.images.services.mend_all import mend_all
from training.images.services.process_folder import KIND, ImagesToProcess
from training.images.services.process_images import process_images
from training.models import LanguageModel
from training.queries.usable_models import models_for


@job(
    KIND,
    title="Process pictures",
    payload=ImagesToProcess,
    policy=Policy(lane=Lane.BULK, is_atomic=False, max_failures=3, time_limit=timedelta(hours=1)),
)
def process(context: JobContext, payload: ImagesToProcess) -> dict[str, Any]:
    """Measure and describe a few pictures; those that an earlier attempt finished are not touched again."""
    folder = ImageFolder.objects.select_related("owner").filter(pk=payload.folder_id).first()
    if folder is None:
        raise PermanentFailure("The folder was removed meanwhile.", code="image_folder_not_found")
    model = _model(folder, payload.model_id)
    begun = context.job.created_at
    images = Image.objects.filter(folder=folder, pk__in=payload.image_ids, is_missing=False)
    left = images.exclude(is_processed=True, processed_at__gte=begun).order_by("path")
    tally = process_images(folder=folder, images=list(left), model=model, watcher=context, clock=now)
    found = asdict(tally)
    found.pop("failures")
    return found


def _model(folder: ImageFolder, model_id: UUID | None) -> LanguageModel | None:
    if model_id is None:
        return None
    model = models_for(folder.owner).filter(pk=model_id).first()
    if model is None:
        raise PermanentFailure(
            "The vision model is no longer offered. Start again with another.", code="model_not_found"
        )
    return model


@job(
    EMBED,
    title="Embed pictures",
    payload=FolderToEmbed,
    policy=Policy(lane=Lane.BULK, is_atomic=False, is_visible=False),
)
def embed(context: JobContext, payload: FolderToEmbed) -> dict[str, int]:
    """Give the folder's images the vectors they lack."""
    done = 0
    while batch := embed_missing(payload.folder_id):
        done += batch
        context.progress(50, f"{done} embedded")
    return {"embedded": done}


@job(
    "training.mend_images",
    title="Look after image folders",
    policy=Policy(priority=LEAST_URGENT, is_atomic=False, is_visible=False),
)
def mend(context: JobContext, payload: None) -> dict[str, int]:
    """Finish changes whose file was not written, and give images the vectors they lack."""
    return mend_all(at=now())


standing_schedule(name="Look after image folders", kind="training.mend_images", cron="*/5 * * * *")
