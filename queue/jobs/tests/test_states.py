"""Where a job may go from where."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from jobs.models import Job
from jobs.rules.states import FINISHED, LIVE, JobState, may_become, transition_pairs

ALL_PAIRS = [(old, new) for old in JobState.values for new in JobState.values if old != new]


def make_job(state: str) -> Job:
    return Job.objects.create(
        kind="trial.state",
        state=state,
        held_until=timezone.now() if state == "running" else None,
        finished_at=timezone.now() if state in FINISHED else None,
    )


def move(job: Job, state: str) -> None:
    Job.objects.filter(pk=job.pk).update(
        state=state,
        held_until=timezone.now() if state == "running" else None,
        finished_at=timezone.now() if state in FINISHED else None,
    )


def test_every_state_is_live_or_finished() -> None:
    assert set(LIVE) | set(FINISHED) == set(JobState)
    assert not set(LIVE) & set(FINISHED)


def test_nothing_leaves_success() -> None:
    assert not any(may_become(JobState.SUCCEEDED, state) for state in JobState)


def test_only_waiting_jobs_start() -> None:
    assert [old for old in JobState if may_become(old, JobState.RUNNING)] == [JobState.QUEUED]


def test_the_pairs_are_sixteen() -> None:
    assert len(transition_pairs()) == 16


@pytest.mark.django_db
@pytest.mark.parametrize(("old", "new"), ALL_PAIRS)
def test_the_database_agrees_with_the_rules(old: str, new: str) -> None:
    job = make_job(old)
    if may_become(old, new):
        move(job, new)
        job.refresh_from_db()
        assert job.state == new
    else:
        with pytest.raises(IntegrityError, match="may not go from"), transaction.atomic():
            move(job, new)
        job.refresh_from_db()
        assert job.state == old


@pytest.mark.django_db
def test_a_running_job_must_be_held() -> None:
    with pytest.raises(IntegrityError, match="a_job_is_held_exactly_while_it_runs"), transaction.atomic():
        Job.objects.create(kind="trial.state", state="running")


@pytest.mark.django_db
def test_a_finished_job_has_an_end() -> None:
    with pytest.raises(IntegrityError, match="a_job_is_finished_exactly"), transaction.atomic():
        Job.objects.create(kind="trial.state", state="failed")


@pytest.mark.django_db
def test_an_unknown_state_is_refused() -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO queue_job (id, kind, state) VALUES (gen_random_uuid(), 'trial.state', 'sleeping')")
