"""Look at an old folder without taking anything, and keep the report."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import User
from training.legacy.reading.findings import Finding, Weight
from training.legacy.services.plan import Plan, legacy_folder, make_plan
from training.models import LegacyImport, LegacyLine

AT_ONCE = 1000


def check_legacy(*, path: str, owner: User, started_by: User | None, at: datetime) -> LegacyImport:
    """A run that only looked: its lines are the whole report. LegacyFolderUnusable when there is no such folder."""
    plan = make_plan(legacy_folder(path), owner=owner, at=at)
    return record(plan, state=state_after_check(plan), started_by=started_by, at=at)


def state_after_check(plan: Plan) -> LegacyImport.State:
    """Checked, or refused when a file is broken."""
    return LegacyImport.State.REFUSED if plan.survey.is_broken else LegacyImport.State.CHECKED


def record(plan: Plan, *, state: LegacyImport.State, started_by: User | None, at: datetime) -> LegacyImport:
    """The run's row with its report, in one transaction."""
    with transaction.atomic():
        run = LegacyImport.objects.create(
            path=plan.root,
            state=state,
            owner=plan.owner,
            started_by=started_by,
            manifest=plan.survey.manifest,
            digest=plan.survey.digest,
            found=plan.found,
            refused_count=sum(1 for each in plan.findings if each.weight != Weight.NOTE),
            problem=broken_sentence(plan.findings),
            created_at=at,
            ended_at=None if state == LegacyImport.State.APPLYING else at,
        )
        LegacyLine.objects.bulk_create(
            (
                LegacyLine(
                    run=run, number=number, weight=each.weight, file=each.file, place=each.place, reason=each.reason
                )
                for number, each in enumerate(plan.findings, 1)
            ),
            batch_size=AT_ONCE,
        )
    return run


def broken_sentence(findings: Sequence[Finding]) -> str:
    """The first broken file in one sentence, or nothing."""
    broken = next((each for each in findings if each.weight == Weight.BROKEN), None)
    if broken is None:
        return ""
    where = ", ".join(part for part in (broken.file, broken.place) if part)
    return f"{where}: {broken.reason}"[:500] if where else broken.reason[:500]
