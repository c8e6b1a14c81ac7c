"""Make, change and remove datasets."""

from collections.abc import Sequence

from django.db import IntegrityError, connection, transaction

from accounts.models import User
from training.datasets.errors import DatasetNameTaken
from training.datasets.models import Dataset
from training.datasets.rules.input import checked_line, checked_tags
from training.datasets.services.files import forget_file


def make_dataset(
    *, user: User, name: str, description: str = "", licence: str = "", tags: Sequence[str] = ()
) -> Dataset:
    """A new dataset without rows; DatasetNameTaken when this person has one of the name."""
    dataset = Dataset(
        owner=user,
        name=checked_line("name", name, most=120, may_be_empty=False),
        description=description.strip(),
        licence=checked_line("licence", licence, most=80),
        tags=checked_tags(tags),
    )
    _save(dataset)
    return dataset


def change_dataset(
    *,
    dataset: Dataset,
    name: str | None = None,
    description: str | None = None,
    licence: str | None = None,
    tags: Sequence[str] | None = None,
    is_favourite: bool | None = None,
) -> Dataset:
    """The dataset with what is given changed; its versions stay as they are."""
    if name is not None:
        dataset.name = checked_line("name", name, most=120, may_be_empty=False)
    if description is not None:
        dataset.description = description.strip()
    if licence is not None:
        dataset.licence = checked_line("licence", licence, most=80)
    if tags is not None:
        dataset.tags = checked_tags(tags)
    if is_favourite is not None:
        dataset.is_favourite = is_favourite
    _save(dataset)
    return dataset


def remove_dataset(*, dataset: Dataset) -> None:
    """Delete it with every version and row, and files of it that wait to be read."""
    versions = list(dataset.versions.values_list("pk", flat=True))
    with transaction.atomic():
        with connection.cursor() as cursor:  # the database removes the samples with their version
            cursor.execute("DELETE FROM training_datasetversion WHERE dataset_id = %s", [dataset.pk])
        dataset.delete()
        for version in versions:
            transaction.on_commit(lambda version=version: forget_file(version))  # type: ignore[misc]


def _save(dataset: Dataset) -> None:
    try:
        with transaction.atomic():
            dataset.save()
    except IntegrityError as error:
        if "one_dataset_per_owner_and_name" in str(error):
            raise DatasetNameTaken(fields={"name": [DatasetNameTaken.message]}) from error
        raise
