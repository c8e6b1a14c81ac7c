"""An adapter is trained on a real Ray cluster of one machine, which the tests start."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
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


# By Ray's own command a cluster of one machine has a server for distant drivers, too, that nobody here needs; when it has
# waited for the others for half a minute, as it does on a busy machine, it ends them all.
HEAD = """
import json, signal, sys
import ray

ray.init(**json.loads(sys.argv[1]))
print("It is whole.", flush=True)
signal.pause()
"""


class Cluster:
    """A Ray cluster of one machine, which is started again if it has ended."""

    def __init__(self, python: Path) -> None:
        self._python = python
        self._process: subprocess.Popen[bytes] | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def address(self) -> str:
        """Where its job server answers."""
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._start()
        return self._address

    def log(self) -> str:
        """What its head said."""
        return (Path(self._folder.name) / "log").read_text() if self._folder else ""

    def close(self) -> None:
        """End it."""
        if self._process is not None:
            end(self._process, by=signal.SIGTERM, patience=PATIENCE_SECONDS)
        if self._folder is not None:
            self._folder.cleanup()

    def _start(self) -> None:
        # The names of its sockets must be short.
        self._folder = tempfile.TemporaryDirectory(prefix="ray-", dir="/tmp", ignore_cleanup_errors=True)
        folder, port = Path(self._folder.name), free_port()
        self._address = f"http://127.0.0.1:{port}"
        # Ray cannot run from a folder with a space in its name, which a clone may have: it is reached by a link.
        (folder / "python").symlink_to(self._python.parent.parent)
        python = folder / "python" / "bin" / self._python.name
        options = {
            "num_cpus": 1, "num_gpus": 0, "object_store_memory": 80_000_000, "include_dashboard": True, "dashboard_host": "127.0.0.1",
            "dashboard_port": port, "_node_ip_address": "127.0.0.1", "_temp_dir": f"{folder}/r",
        }  # fmt: skip
        with (folder / "log").open("wb") as log:
            command = [str(python), "-c", HEAD, json.dumps(options)]
            process = self._process = spawn(command, environment=_environment(python), output=log, folder=folder)
        is_ready = wait_until(
            lambda: "It is whole." in self.log() and _answers(self._address),
            seconds=PATIENCE_SECONDS,
            unless=lambda: process.poll() is not None,
        )
        assert is_ready, self.log()


def _environment(python: Path) -> dict[str, str]:
    """What the cluster's machines have: their own Python on the path, and nothing of this installation.

    On a busy machine a part of the cluster may be silent for longer than the minute after which Ray ends the whole.
    """
    patience = str(PATIENCE_SECONDS * 1000)
    return {
        "PATH": f"{python.parent}:{os.environ['PATH']}",
        "HOME": os.environ.get("HOME", "/"),
        "LANG": "C.UTF-8",
        "RAY_DASHBOARD_SUBPROCESS_MODULE_WAIT_READY_TIMEOUT": str(PATIENCE_SECONDS),
        "RAY_DASHBOARD_STARTUP_TIMEOUT_S": str(PATIENCE_SECONDS),
        "RAY_NUM_REDIS_GET_RETRIES": str(PATIENCE_SECONDS),  # of a second each, for the first part of the cluster
        "RAY_gcs_server_request_timeout_seconds": str(PATIENCE_SECONDS),
        "RAY_agent_register_timeout_ms": patience,
        "RAY_health_check_initial_delay_ms": patience,
        "RAY_health_check_timeout_ms": patience,
        "RAY_usage_stats_enabled": "0",
    }


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/api/jobs/", timeout=10) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return False


@pytest.fixture(scope="module")
def one_machine(training_python: Path) -> Iterator[Cluster]:
    """The cluster that the tests share."""
    if not training_python.with_name("ray").exists():
        pytest.fail(
            "TRAINING_PYTHON has no Ray: pip install -r requirements-training-tests.txt there, or leave it unset."
        )
    with closing(Cluster(training_python)) as cluster:
        yield cluster


@pytest.fixture
def cluster(settings: Settings, monkeypatch: pytest.MonkeyPatch, one_machine: Cluster) -> Iterator[None]:
    """The cluster is the one that an operator named."""
    address = one_machine.address()
    settings.RAY_ADDRESS = address
    settings.OUTBOUND_ALLOWED_HOSTS = [address.removeprefix("http://")]
    monkeypatch.setattr(ray, "LOOK_SECONDS", 0.2)
    yield
    sys.stdout.write(one_machine.log())  # shown where the test failed


def begun(owner: User, version: Any, base: Path, **config: Any) -> TrainingRun:
    usual = {"base_model": str(base), "rank": 4, "learning_rate": 0.02, "steps": 8, "length": 48, "save_every": 4}
    run = start_training(user=owner, name="Voice", executor="ray", version=version, config={**usual, **config})
    return TrainingRun.objects.select_related("owner", "version").get(pk=run.pk)


@pytest.mark.usefixtures("cluster")
def test_the_adapter_comes_back_and_a_killed_worker_finds_its_job(
    alice: User, version_of: Versions, tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = version_of(ROWS)
    run = begun(alice, version, tiny)

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
    [job] = [each for each in ray._ask("GET", "/api/jobs/") if each["type"] == "SUBMISSION"]
    assert (job["submission_id"], job["entrypoint"], job["status"]) == (
        again.result["submission"], "python lora_work.py . --send", "SUCCEEDED",
    )  # fmt: skip
    equal = begun(alice, version, tiny)
    do_training(equal, Free())  # from its own beginning: the first one's checkpoints are not in its folder
    assert (equal.state, equal.result["before"]) == ("ready", again.result["before"])


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
