"""What of this app is a person's: rows of datasets, documents, pictures that were uploaded, and what training made."""

from collections.abc import Iterator
from pathlib import Path

from accounts.belongings import Belongings, Row, belongs
from accounts.models import User
from training.datasets.models import DatasetVersion
from training.datasets.queries.datasets import every_sample
from training.datasets.services.files import place_of as place_of_version
from training.images.disk.places import archive_place, thumbnails_of
from training.images.models import Image, ImageFolder
from training.knowledge.models import Document
from training.knowledge.services.files import place_of as place_of_document
from training.runs.models import TrainingArtifact, TrainingRun
from training.runs.work import folder_of


def _samples(user: User) -> Iterator[Row]:
    for version in DatasetVersion.objects.filter(dataset__owner=user).select_related("dataset").order_by("id"):
        for sample in every_sample(version, ""):
            yield {"dataset": version.dataset.name, "version": version.number, "split": sample.split, **sample.content}


def _version_places(user: User) -> Iterator[Path]:
    for key in DatasetVersion.objects.filter(dataset__owner=user).values_list("pk", flat=True):
        yield place_of_version(key)


def _documents(user: User) -> Iterator[tuple[str, Path]]:
    for each in Document.objects.filter(base__owner=user).order_by("id"):
        yield f"{each.pk}-{each.title.replace('/', '-')[:120]}", place_of_document(each.pk)


def _document_places(user: User) -> Iterator[Path]:
    for key in Document.objects.filter(base__owner=user).values_list("pk", flat=True):
        yield place_of_document(key)


def _pictures(user: User) -> Iterator[tuple[str, Path]]:
    uploaded = Image.objects.filter(folder__owner=user, folder__source=ImageFolder.Source.ARCHIVE)
    for each in uploaded.order_by("id").iterator(chunk_size=500):
        yield f"{each.folder_id}/{each.path}", archive_place(each.folder_id) / each.path


def _picture_places(user: User) -> Iterator[Path]:
    """Pictures in the operator's own folders stay where they lie; only what was uploaded or drawn from them goes."""
    for key in ImageFolder.objects.filter(owner=user).values_list("pk", flat=True):
        yield archive_place(key)
        yield thumbnails_of(key)


def _trained(user: User) -> Iterator[tuple[str, Path]]:
    made = TrainingArtifact.objects.filter(run__owner=user).select_related("run")
    for each in made.order_by("run", "path"):
        yield f"{each.run_id}/{each.path}", folder_of(each.run) / each.path


def _trained_places(user: User) -> Iterator[Path]:
    for run in TrainingRun.objects.filter(owner=user):
        yield folder_of(run)


belongs(Belongings("dataset rows", rows=_samples, places=_version_places))
belongs(Belongings("documents", files=_documents, places=_document_places))
belongs(Belongings("pictures", files=_pictures, places=_picture_places))
belongs(Belongings("trained", files=_trained, places=_trained_places))
