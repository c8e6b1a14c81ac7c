"""Ask for a new version: from a file, by splitting another way, or without what is there twice."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max

from jobs.models import Job
from jobs.services.enqueue import enqueue
from project.lib.errors import InvalidInput
from project.lib.ids import uuid7
from training.datasets.errors import DatasetNotReady
from training.datasets.models import Dataset, DatasetVersion
from training.datasets.queries.datasets import newest_ready
from training.datasets.rules.input import checked_line
from training.datasets.rules.splitting import Shares
from training.datasets.services.fail_version import fail_version
from training.datasets.services.files import forget_file, keep_file
from training.datasets.services.hub import checked_repository
from training.datasets.sources import sources

KIND = "training.build_dataset_version"


@dataclass(frozen=True)
class VersionToBuild:
    """The version that a job fills."""

    version_id: UUID


def upload_version(
    *, dataset: Dataset, name: str, chunks: Iterable[bytes], drops_repeated: bool = False
) -> DatasetVersion:
    """A version that a job reads from the file; the file is stored first, and gone again when anything fails."""
    version_id = uuid7()
    kept = keep_file(version_id, chunks)
    try:
        if not kept.size:
            raise InvalidInput.of("file", "The file is empty.")
        recipe = {
            "file": checked_line("file", name[-200:], most=200),
            "size": kept.size,
            "sha256": kept.sha256,
            "drops_repeated": drops_repeated,
        }
        return add_version(dataset=dataset, made_by="upload", recipe=recipe, version_id=version_id)
    except BaseException:
        forget_file(version_id)
        raise


def split_version(*, dataset: Dataset, shares: Shares, seed: str = "") -> DatasetVersion:
    """A version with the newest one's rows, divided anew; DatasetNotReady without one."""
    source = _source(dataset)
    recipe = {"source": str(source.pk), "shares": shares.told(), "seed": checked_line("seed", seed, most=80)}
    return add_version(dataset=dataset, made_by="split", recipe=recipe)


def dedupe_version(*, dataset: Dataset, similarity: float) -> DatasetVersion:
    """A version without rows that are as similar as that to an earlier one (1: equal); DatasetNotReady without one."""
    if not 0.5 <= similarity <= 1:
        raise InvalidInput.of("similarity", "Expected a number from 0.5 to 1.")
    return add_version(
        dataset=dataset, made_by="dedupe", recipe={"source": str(_source(dataset).pk), "similarity": similarity}
    )


def hub_version(
    *, dataset: Dataset, repository: str, revision: str = "main", folder: str = "", allows_no_licence: bool = False
) -> DatasetVersion:
    """A version with the rows of a dataset on the hub at HUB_URL, or of the files below a folder of it."""
    checked_repository(repository, revision)
    recipe = {
        "hub": settings.HUB_URL,
        "repository": repository,
        "revision": revision,
        "folder": checked_line("folder", folder, most=200),
        "allows_no_licence": allows_no_licence,
    }
    return add_version(dataset=dataset, made_by="hub", recipe=recipe)


def source_version(*, dataset: Dataset, name: str) -> DatasetVersion:
    """A version with the person's own rows of a source, such as their conversations; InvalidInput for an unknown one."""
    if name not in sources():
        raise InvalidInput.of("name", f"Expected one of: {', '.join(sorted(sources()))}.")
    return add_version(dataset=dataset, made_by="source", recipe={"name": name})


def add_version(
    *, dataset: Dataset, made_by: str, recipe: dict[str, Any], version_id: UUID | None = None
) -> DatasetVersion:
    """The next version with the job that fills it; DatasetNotReady while another one is being made."""
    with transaction.atomic():
        Dataset.objects.select_for_update(no_key=True).only("pk").get(pk=dataset.pk)
        _close_abandoned(dataset)
        last = dataset.versions.aggregate(last=Max("number"))["last"] or 0
        version = DatasetVersion(
            pk=version_id or uuid7(), dataset=dataset, number=last + 1, made_by=made_by, recipe=recipe
        )
        try:
            with transaction.atomic():
                version.save(force_insert=True)
        except IntegrityError as error:
            if "one_version_of_a_dataset_is_being_built" in str(error):
                raise DatasetNotReady("A version of this dataset is being made. Wait for its end.") from error
            raise
        enqueue(
            KIND,
            VersionToBuild(version.pk),
            owner=dataset.owner,
            key=f"version:{version.pk}",
            title=f"Read version {version.number} of {dataset.name}"[:160],
        )
    return version


def _close_abandoned(dataset: Dataset) -> None:
    """A version whose job ended without it (cancelled, or crashed too often) is not waited for."""
    for version in dataset.versions.filter(state=DatasetVersion.State.BUILDING):
        job = Job.objects.filter(kind=KIND, idempotency_key=f"version:{version.pk}").first()
        if job is None or job.is_finished:
            fail_version(version, (job.error if job is not None else "") or "Its job is gone.")


def _source(dataset: Dataset) -> DatasetVersion:
    found = newest_ready(dataset)
    if found is None:
        raise DatasetNotReady("This dataset has no version that is ready.")
    return found
