"""A trainer that fails in whatever way ends its run with a plain sentence, and nothing of it is registered.

A program that says what a trainer would say stands for the Python with torch.
"""

import errno
import json
from pathlib import Path
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from accounts.models import User
from jobs.errors import JobFailed, PermanentFailure
from training.knowledge.tests.test_survive_kills import Free
from training.models import LanguageModel
from training.runs.executors import lora
from training.runs.models import TrainedVersion, TrainingArtifact, TrainingRun
from training.runs.services.do_training import do_training
from training.runs.services.start_training import start_training
from training.runs.tests.conftest import Versions

pytestmark = pytest.mark.django_db
ROWS = [{"question": f"Say {word}", "answer": word} for word in ("ahoy", "boat", "harbour", "tide")]


@pytest.fixture
def run(alice: User, version_of: Versions, settings: Settings, tiny: Path, tmp_path: Path) -> TrainingRun:
    """Begun, with the base model, by a Python that is none."""
    settings.TRAINING_PYTHON = str(tmp_path / "python")
    says(tmp_path, [], 0)
    root = Path(settings.MODELS_DIR) / "base"
    root.mkdir(parents=True)
    (root / "tiny").symlink_to(tiny)
    made = start_training(
        user=alice, name="Voice", executor="lora", version=version_of(ROWS), config={"base_model": "tiny"}
    )
    return TrainingRun.objects.select_related("owner", "version").get(pk=made.pk)


def says(folder: Path, lines: list[Any], code: int) -> None:
    """Have the program tell that and end so; asked what it lacks, it lacks nothing."""
    told = "\n".join(each if isinstance(each, str) else json.dumps(each) for each in lines)
    (folder / "said").write_text(told + "\n" if told else "")
    end = f"exit {code}" if code >= 0 else f"kill -{-code} $$"
    (folder / "python").write_text(f'#!/bin/sh\n[ "$1" = -c ] && exit 0\ncat {folder}/said\n{end}\n')
    (folder / "python").chmod(0o700)


@pytest.mark.parametrize(
    ("lines", "code", "problem_code", "problem"),
    [
        ([{"problem": "The loss is no number any more at step 3."}], 3, "training_diverged", "at step 3"),
        ([{"problem": "There is not enough memory."}], 4, "no_memory", "not enough memory"),
        ([{"problem": "The base model cannot be used: no"}], 5, "base_model_refused", "cannot be used"),
        ([{"metric": "loss", "step": 2, "value": float("nan")}], 0, "training_diverged", "loss is no number any more at step 2"),
        (["Traceback: it broke"], 1, "training_failed", "its log says why"),
        ([], 0, "training_failed", "its log says why"),
    ],
)  # fmt: skip
def test_its_run_says_why_and_nothing_is_registered(
    run: TrainingRun, tmp_path: Path, lines: list[Any], code: int, problem_code: str, problem: str
) -> None:
    says(tmp_path, lines, code)
    with pytest.raises(PermanentFailure):
        do_training(run, Free())
    run.refresh_from_db()
    assert (run.state, run.problem_code) == ("failed", problem_code)
    assert problem in run.problem
    assert run.log.filter(text="Traceback: it broke").exists() == (code == 1)
    assert [each.objects.count() for each in (TrainedVersion, TrainingArtifact, LanguageModel)] == [0, 0, 0]


def test_one_that_is_killed_is_tried_again(run: TrainingRun, tmp_path: Path) -> None:
    says(tmp_path, [{"metric": "loss", "step": 1, "value": 1.5}], -9)
    with pytest.raises(JobFailed, match="killed") as failed:
        do_training(run, Free())
    assert not failed.value.is_permanent
    run.refresh_from_db()
    assert (run.state, run.metrics.count()) == ("running", 1)


def test_a_full_disk_is_named(run: TrainingRun, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(lora, "write_rows", full)
    with pytest.raises(PermanentFailure):
        do_training(run, Free())
    run.refresh_from_db()
    assert (run.state, run.problem_code) == ("failed", "no_disk")
    assert run.problem == "The disk does not take it: No space left on device."
    assert not TrainedVersion.objects.exists()
