"""The job kinds of datasets; training.handlers takes them in."""

from datetime import timedelta

from jobs.context import JobContext
from jobs.errors import PermanentFailure
from jobs.registry import Policy, job
from jobs.rules.lanes import Lane
from training.datasets.models import DatasetVersion
from training.datasets.services.add_version import KIND, VersionToBuild
from training.datasets.services.examine_version import KIND as EXAMINE
from training.datasets.services.examine_version import VersionToExamine, examine_version
from training.datasets.services.fill_version import fill_version


@job(
    KIND,
    title="Read a dataset",
    payload=VersionToBuild,
    policy=Policy(lane=Lane.BULK, is_atomic=False, time_limit=timedelta(hours=6)),
)
def build_version(context: JobContext, payload: VersionToBuild) -> None:
    """Fill a version; another attempt begins it anew, and none touches one that is ready."""
    version = DatasetVersion.objects.filter(pk=payload.version_id).first()
    if version is None:
        raise PermanentFailure("The dataset was removed meanwhile.", code="dataset_not_found")
    if version.state == DatasetVersion.State.BUILDING:
        fill_version(version=version, writer=context)


@job(
    EXAMINE,
    title="Look for personal data",
    payload=VersionToExamine,
    policy=Policy(lane=Lane.BULK, is_atomic=False, time_limit=timedelta(hours=6)),
)
def examine(context: JobContext, payload: VersionToExamine) -> None:
    """Look through every row and keep the outcome with the version."""
    version = DatasetVersion.objects.filter(pk=payload.version_id).first()
    if version is None:
        raise PermanentFailure("The dataset was removed meanwhile.", code="dataset_not_found")
    examine_version(version=version, writer=context)
