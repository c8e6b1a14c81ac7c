"""The datasets of a person, their versions and rows."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from accounts.models import User
from training.datasets.errors import DatasetNotFound, DatasetNotReady
from training.datasets.models import Dataset, DatasetVersion, Sample

AT_ONCE = 500


def datasets_of(user: User) -> QuerySet[Dataset]:
    """The person's datasets, newest first, each with the rows and shape of its newest ready version."""
    ready = DatasetVersion.objects.filter(dataset=OuterRef("pk"), state=DatasetVersion.State.READY).order_by("-number")
    newest = DatasetVersion.objects.filter(dataset=OuterRef("pk")).order_by("-number")
    return (
        Dataset.objects.filter(owner=user)
        .annotate(
            row_count=Subquery(ready.values("row_count")[:1]),
            shape=Subquery(ready.values("shape")[:1]),
            version_number=Subquery(ready.values("number")[:1]),
            newest_state=Subquery(newest.values("state")[:1]),
            newest_problem=Subquery(newest.values("problem")[:1]),
        )
        .order_by("-id")
    )


def get_dataset(user: User, dataset_id: UUID) -> Dataset:
    """One of the person's datasets, or DatasetNotFound."""
    found = datasets_of(user).filter(pk=dataset_id).first()
    if found is None:
        raise DatasetNotFound
    return found


def newest_ready(dataset: Dataset) -> DatasetVersion | None:
    """The newest version that is ready."""
    return dataset.versions.filter(state=DatasetVersion.State.READY).order_by("-number").first()


def get_version(dataset: Dataset, number: int | None = None) -> DatasetVersion:
    """The version of that number, or the newest ready one; DatasetNotFound or DatasetNotReady otherwise."""
    if number is None:
        found = newest_ready(dataset)
        if found is None:
            raise DatasetNotReady("This dataset has no version that is ready.")
        return found
    found = dataset.versions.filter(number=number).first()
    if found is None:
        raise DatasetNotFound("This dataset has no such version.")
    return found


def samples_of(version: DatasetVersion) -> QuerySet[Sample]:
    """The rows of a version in their order."""
    return Sample.objects.filter(version=version).order_by("number")


def every_sample(version: DatasetVersion, split: str = "") -> Iterator[Sample]:
    """All rows in their order, read in batches, so that no connection is held while they are used."""
    last = 0
    rows = samples_of(version).filter(split=split) if split else samples_of(version)
    while batch := list(rows.filter(number__gt=last)[:AT_ONCE]):
        yield from batch
        last = batch[-1].number
