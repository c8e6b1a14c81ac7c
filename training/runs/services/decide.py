"""Give a trained version to its minion, refuse it, or take it back."""

from datetime import datetime

from django.db import IntegrityError, transaction

from project.lib.errors import InvalidInput
from training.evaluations.errors import GateNotPassed
from training.evaluations.models import Evaluation
from training.evaluations.services.gate import require_gates
from training.runs.errors import TrainingNotPromotable
from training.runs.minions import minions
from training.runs.models import TrainedVersion

State = TrainedVersion.State


@transaction.atomic
def promote(*, version: TrainedVersion, at: datetime) -> TrainedVersion:
    """Give a candidate, or one taken back, to its minion. With an evaluation only if its gates pass: GateNotPassed otherwise."""
    locked = _locked(version)
    _require(locked)
    give(locked, at=at)
    return locked


def try_on_share(*, version: TrainedVersion, share: int, at: datetime) -> TrainedVersion:
    """Have the minion use it in so many of a hundred conversations, under the same gates; ``promote`` or ``roll_back`` ends it."""
    if not 1 <= share <= 99:
        raise InvalidInput.of("share", "Expected a whole number from 1 to 99.")
    try:
        with transaction.atomic():
            locked = _locked(version)
            if locked.state != State.CANARY:
                _require(locked)
            locked.state, locked.share, locked.decided_at = State.CANARY, share, at
            locked.save(update_fields=["state", "share", "decided_at"])
    except IntegrityError as error:
        if "a_minion_tries_one_version_at_a_time" in str(error):
            raise TrainingNotPromotable("The minion is trying another version already.") from error
        raise
    return locked


@transaction.atomic
def roll_back(*, version: TrainedVersion, at: datetime) -> TrainedVersion:
    """The minion is again what it was before it got this version, or no longer tries it."""
    locked = _locked(version)
    if locked.state == State.CANARY:
        locked.state, locked.share, locked.decided_at = State.RETIRED, None, at
        locked.save(update_fields=["state", "share", "decided_at"])
        return locked
    if locked.state != State.LIVE or locked.taken_from is None or locked.run.minion_id is None:
        raise TrainingNotPromotable("No minion has this version.")
    minions().restore(locked.owner, locked.run.minion_id, locked.taken_from)
    locked.state, locked.decided_at = State.RETIRED, at
    locked.save(update_fields=["state", "decided_at"])
    return locked


def give(version: TrainedVersion, *, at: datetime) -> None:
    """Change the minion and write it down; in the caller's transaction. An earlier version of the same name is retired."""
    assert version.run.minion_id is not None
    version.taken_from = minions().give(version.owner, version.run.minion_id, version.changes)
    others = TrainedVersion.objects.filter(
        owner=version.owner, name=version.name, state=State.LIVE, run__minion_id=version.run.minion_id
    )
    others.exclude(pk=version.pk).update(state=State.RETIRED, decided_at=at)
    version.state, version.share, version.reason, version.decided_at = State.LIVE, None, "", at
    version.save(update_fields=["state", "share", "reason", "decided_at", "taken_from"])


def judge(evaluation: Evaluation, at: datetime) -> None:
    """What the end of an evaluation means for the version it was made for: given to its minion, or refused with the gates."""
    version = TrainedVersion.objects.filter(evaluation=evaluation, state=State.CANDIDATE).first()
    if version is None:
        return
    try:
        promote(version=version, at=at)
    except GateNotPassed as error:
        TrainedVersion.objects.filter(pk=version.pk).update(
            state=State.REFUSED, reason=error.message[:500], decided_at=at
        )


def _require(version: TrainedVersion) -> None:
    """TrainingNotPromotable or GateNotPassed where its minion must not have it."""
    if version.state not in (State.CANDIDATE, State.CANARY, State.RETIRED):
        raise TrainingNotPromotable(version.reason or "The minion has it already.")
    if version.minion_id is None or not version.changes:
        raise TrainingNotPromotable("There is no minion that could get it.")
    minions().state(version.owner, version.minion_id)
    if version.run.suite_id is not None:
        if version.evaluation is None:
            raise TrainingNotPromotable("Its evaluation was deleted.")
        require_gates(version.evaluation.targets.select_related("evaluation").get(position=2))


def _locked(version: TrainedVersion) -> TrainedVersion:
    rows = TrainedVersion.objects.select_for_update(of=("self",)).select_related("run", "owner", "evaluation")
    return rows.get(pk=version.pk)
