"""What image folders need from time to time: unfinished changes brought to their end, vectors, and no orphaned files."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from django.conf import settings
from django.db import OperationalError
from django.db.models import Exists, OuterRef

from project.lib.errors import DaimonError
from training.images.models import ImageEntry, ImageFolder
from training.images.services.change_images import finish_changes
from training.images.services.index import embed_missing
from training.retrieval.installed import local_embedder

log = structlog.get_logger(__name__)
UNFINISHED_AFTER = timedelta(minutes=1)
ORPHANED_AFTER = timedelta(days=1)


def mend_all(*, at: datetime) -> dict[str, int]:
    """Look after every folder once; a folder whose disk does not let it keeps its problem and waits for the next time."""
    return {"finished": _finish_old(at), "embedded": _embed(), "orphans": _drop_orphans(at)}


def _finish_old(at: datetime) -> int:
    done = 0
    folders = ImageFolder.objects.filter(intents__created_at__lt=at - UNFINISHED_AFTER).distinct()
    for folder_id in folders.order_by("pk").values_list("pk", flat=True):
        try:
            done += finish_changes(folder_id)
        except (DaimonError, OperationalError) as error:
            log.warning("image_change_unfinished", folder=str(folder_id), error=str(error))
    return done


def _embed() -> int:
    embedder = local_embedder()
    if embedder is None:
        return 0
    lacking = ImageEntry.objects.filter(image__folder=OuterRef("pk")).exclude(embedder=embedder.name)
    wanting = ImageFolder.objects.filter(Exists(lacking)).order_by("pk").values_list("pk", flat=True)
    return sum(embed_missing(folder_id) for folder_id in wanting)


def _drop_orphans(at: datetime) -> int:
    """Unpacked archives that no folder has: their registration did not come to its end."""
    place = Path(settings.IMAGES_DIR) / "archives"
    if not place.is_dir():
        return 0
    known = {str(pk) for pk in ImageFolder.objects.values_list("pk", flat=True)}
    old = (at - ORPHANED_AFTER).timestamp()
    orphans = [each for each in place.iterdir() if each.name not in known and each.stat().st_mtime < old]
    for each in orphans:
        shutil.rmtree(each, ignore_errors=True)
    return len(orphans)
