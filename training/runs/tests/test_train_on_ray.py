"""An adapter is trained on a real Ray cluster of one machine, which the tests start."""

import os
import signal
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from accounts.models import User
from jobs.errors import JobCancelled, PermanentFailure
from project.lib.errors import InvalidInput
from project.stack.processes import end, spawn, wait_until
from project.testing.site import free_port
from training.knowledge.tests.test_survive_kills import Free
from training.runs.errors import ExecutorMissing
from training.runs.executors import ray
from training.runs.models import TrainingRun
from training.runs.services.do_training import do_training
from training.runs.services.start_training import start_training
from training.runs.tests.conftest import Versions
from training.runs.tests.test_train_lora import ROWS

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PATIENCE_SECONDS = 300


@pytest.fixture(scope="module")
def job_server(training_python: Path) -> Iterator[str]:
    """The address of the cluster's job server."""
    if not training_python.with_name("ray").exists():
        pytest.fail(
            "TRAINING_PYTHON has no Ray: pip install -r requirements-training-tests.txt there, or leave it unset."
        )
    # The names of its sockets must be short.
    with tempfile.TemporaryDirectory(prefix="ray-", dir="/tmp", ignore_cleanup_errors=True) as folder:
        address = f"http://127.0.0.1:{free_port()}"
        with (Path(folder) / "log").open("wb") as log:
            # Ray cannot run from a folder with a space in its name, which a clone may have: it is reached by a link.
            (Path(folder) / "python").symlink_to(training_python.parent.parent)
            python = Path(folder) / "python" / "bin" / training_python.name
            cluster = spawn(_command(python, address, folder), environment=_environment(python), output=log)
        try:
            ready = wait_until(
                lambda: _answers(address), seconds=PATIENCE_SECONDS, unless=lambda: cluster.poll() is not None
            )
            assert ready, (Path(folder) / "log").read_text()
            yield address
            assert cluster.poll() is None, f"the cluster ended under the tests:\n{(Path(folder) / 'log').read_text()}"
        finally:
            end(cluster, by=signal.SIGTERM, patience=PATIENCE_SECONDS)


def _command(python: Path, address: str, folder: str) -> list[str]:
    return [
        str(python), "-m", "ray.scripts.scripts", "start", "--head", "--block", "--disable-usage-stats", f"--temp-dir={folder}/r", "--num-cpus=1",
        "--num-gpus=0", "--object-store-memory=80000000", "--node-ip-address=127.0.0.1", f"--port={free_port()}",
        "--dashboard-host=127.0.0.1", f"--dashboard-port={address.rsplit(':', 1)[1]}", f"--dashboard-agent-listen-port={free_port()}",
        "--min-worker-port=0", "--max-worker-port=0",
    ]  # fmt: skip


def _environment(python: Path) -> dict[str, str]:
    """What the cluster's machines have: their own Python on the path, and nothing of this installation.

    On a busy machine a part of the cluster may be silent for longer than the half a minute after which Ray ends the whole.
    """
    patience = str(PATIENCE_SECONDS * 1000)
    return {
        "PATH": f"{python.parent}:{os.environ['PATH']}",
        "HOME": os.environ.get("HOME", "/"),
        "LANG": "C.UTF-8",
        "RAY_agent_register_timeout_ms": patience,
        "RAY_health_check_initial_delay_ms": patience,
        "RAY_health_check_timeout_ms": patience,
    }


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/api/jobs/", timeout=10) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return False


@pytest.fixture
def cluster(settings: Settings, monkeypatch: pytest.MonkeyPatch, job_server: str) -> None:
    """The cluster is the one that an operator named."""
    settings.RAY_ADDRESS = job_server
    settings.OUTBOUND_ALLOWED_HOSTS = [job_server.removeprefix("http://")]
    monkeypatch.setattr(ray, "LOOK_SECONDS", 0.2)


def begun(owner: User, version: Any, base: Path, **config: Any) -> TrainingRun:
    usual = {"base_model": str(base), "rank": 4, "learning_rate": 0.02, "steps": 8, "length": 48, "save_every": 4}
    run = start_training(user=owner, name="Voice", executor="ray", version=version, config={**usual, **config})
    return TrainingRun.objects.select_related("owner", "version").get(pk=run.pk)


@pytest.mark.usefixtures("cluster")
def test_the_adapter_comes_back_and_a_killed_worker_finds_its_job(
    alice: User, version_of: Versions, tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = begun(alice, version_of(ROWS), tiny)

    class Killed(BaseException):
        """Stands for the end of the worker."""

    def killing(*_: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(ray, "_followed", killing)
        with pytest.raises(Killed):
            do_training(run, Free())
    again = TrainingRun.objects.select_related("owner", "version").get(pk=run.pk)
    do_training(again, Free())
    assert (again.state, again.attempts) == ("ready", 2)
    assert again.result["after"] < again.result["before"]
    assert again.metrics.filter(name="loss").count() == 8
    assert again.made.state == "candidate"
    made = {each.path: each.size for each in again.artifacts.all()}
    assert set(made) == {"adapter/adapter_config.json", "adapter/adapter_model.safetensors"}
    [job] = ray._ask("GET", "/api/jobs/")
    assert (job["submission_id"], job["entrypoint"], job["status"]) == (
        again.result["submission"], "python lora_work.py . --send", "SUCCEEDED",
    )  # fmt: skip


@pytest.mark.usefixtures("cluster")
def test_a_job_that_fails_there_fails_here(alice: User, version_of: Versions, tmp_path: Path, tiny: Path) -> None:
    run = begun(alice, version_of(ROWS), tmp_path / "absent")
    with pytest.raises(PermanentFailure, match="The base model cannot be used"):
        do_training(run, Free())
    run.refresh_from_db()
    assert (run.state, run.problem_code) == ("failed", "training_failed")


@pytest.mark.usefixtures("cluster")
def test_stopping_stops_it_there(
    alice: User, version_of: Versions, tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = begun(alice, version_of(ROWS), tiny, steps=100_000)

    def cancelled(*_: Any) -> None:
        raise JobCancelled

    monkeypatch.setattr(ray, "_followed", cancelled)
    with pytest.raises(JobCancelled):
        do_training(run, Free())
    path = f"/api/jobs/daimon-{run.pk}-{run.round}"
    assert wait_until(lambda: ray._ask("GET", path)["status"] == "STOPPED", seconds=PATIENCE_SECONDS)


def test_without_a_cluster_it_says_so(alice: User, version_of: Versions, settings: Settings, tmp_path: Path) -> None:
    settings.RAY_ADDRESS = ""
    version = version_of(ROWS)
    with pytest.raises(ExecutorMissing, match="RAY_ADDRESS"):
        begun(alice, version, tmp_path)
    settings.RAY_ADDRESS = "http://127.0.0.1:1"
    for wrong in ({"base_model": "../x"}, {"gpus": -1}, {"device": "cpu"}):
        with pytest.raises(InvalidInput):
            begun(alice, version, tmp_path, **wrong)
