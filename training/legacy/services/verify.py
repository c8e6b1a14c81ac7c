"""After a move: is everything there once, exactly as read, and are the old files untouched?"""

from collections.abc import Iterable, Mapping
from uuid import UUID

from jobs.models import Job
from training.legacy.errors import LegacyImportFailed
from training.legacy.reading.survey import seals_of
from training.legacy.services import images, jobs, settings
from training.legacy.services.jobs import job_id
from training.legacy.services.plan import Plan
from training.models import LegacyImport, LegacyRow


def verify(run: LegacyImport, plan: Plan) -> dict[str, int]:
    """How many rows of each kind the run made; LegacyImportFailed with the first thing that is not as it must be."""
    _verify_files(plan)
    made: dict[str, int] = {}
    for kind in LegacyRow.Kind:
        expected = dict(run.rows.filter(kind=kind).values_list("target", "digest"))
        stored = stored_digests(kind, expected)
        wrong = [target for target, digest in expected.items() if stored.get(target) != digest]
        if wrong:
            raise LegacyImportFailed(
                f"{len(wrong)} of {len(expected)} rows ({kind.label}) are not as they were read; the first is {wrong[0]}."
            )
        made[str(kind)] = len(expected)
    _verify_tasks(plan)
    return made


def stored_digests(kind: LegacyRow.Kind, targets: Iterable[str]) -> Mapping[str, str]:
    """The digests of rows of one kind as they are now; a row that is gone has none."""
    match kind:
        case LegacyRow.Kind.JOB:
            return {str(pk): digest for pk, digest in jobs.stored_digests(UUID(each) for each in targets).items()}
        case LegacyRow.Kind.SETTING:
            return settings.stored_digests(targets)
        case LegacyRow.Kind.FOLDER:
            return images.stored_folder_digests(targets)
    return images.stored_image_digests(targets)


def _verify_files(plan: Plan) -> None:
    now = {seal.file: seal for seal in seals_of(plan.folder)}
    for seal in plan.survey.seals:
        if now.pop(seal.file, None) != seal:
            raise LegacyImportFailed(f"{seal.file} changed while it was moved in. Stop the old program first.")
    if now:
        raise LegacyImportFailed(f"{next(iter(now))} appeared during the move. Stop the old program first.")


def _verify_tasks(plan: Plan) -> None:
    """Every task that can be taken is one job, whichever run made it."""
    wanted = {job_id(task) for task in plan.tasks}
    missing = wanted - set(Job.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    if missing:
        raise LegacyImportFailed(f"{len(missing)} of {len(wanted)} tasks have no job; the first is {min(missing)}.")
