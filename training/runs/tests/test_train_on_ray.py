"""An adapter is trained by a server that speaks the job protocol of Ray and really runs what it is sent."""

import hashlib
import io
import json
import subprocess
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
from pytest_django.fixtures import Settings

from accounts.models import User
from jobs.errors import JobCancelled, PermanentFailure
from project.lib.errors import InvalidInput
from training.knowledge.tests.test_survive_kills import Free
from training.runs.errors import ExecutorMissing
from training.runs.executors import ray
from training.runs.models import TrainingRun
from training.runs.services.do_training import do_training
from training.runs.services.start_training import start_training
from training.runs.tests.conftest import Versions
from training.runs.tests.test_train_lora import ROWS

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


class Cluster(BaseHTTPRequestHandler):
    """Packages, jobs and logs; each job is a process in a folder of its own."""

    folder: ClassVar[Path]
    python: ClassVar[str]
    packages: ClassVar[dict[str, bytes]]
    jobs: ClassVar[dict[str, Any]]
    submitted: ClassVar[list[dict[str, Any]]]

    def do_PUT(self) -> None:
        """A package."""
        self.packages[self.path.rsplit("/", 1)[1]] = self._body()
        self._say(200, {})

    def do_POST(self) -> None:
        """A job, or its stop."""
        if self.path.endswith("/stop"):
            self.jobs[self.path.split("/")[3]].kill()
            self._say(200, {"stopped": True})
            return
        wanted = json.loads(self._body())
        self.submitted.append(wanted)
        name = wanted["submission_id"]
        place = self.folder / name
        package = self.packages[wanted["runtime_env"]["working_dir"].removeprefix("gcs://")]
        zipfile.ZipFile(io.BytesIO(package)).extractall(place)
        command = [self.python, "-W", "ignore", *wanted["entrypoint"].split()[1:]]
        with (place / "log").open("wb") as log:
            self.jobs[name] = subprocess.Popen(command, cwd=place, stdout=log, stderr=log)
        self._say(200, {"job_id": name, "submission_id": name})

    def do_GET(self) -> None:
        """A job's state, or its log."""
        name = self.path.split("/")[3]
        process = self.jobs.get(name)
        if process is None:
            self._say(404, {"detail": "absent"})
        elif self.path.endswith("/logs"):
            self._say(200, {"logs": (self.folder / name / "log").read_text()})
        else:
            code = process.poll()
            status = "RUNNING" if code is None else "SUCCEEDED" if code == 0 else "FAILED"
            self._say(200, {"status": status, "message": "" if code in (None, 0) else f"exit {code}"})

    def log_message(self, *_: Any) -> None:
        """Nothing."""

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("content-length", 0)))

    def _say(self, status: int, said: Any) -> None:
        raw = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)


@pytest.fixture
def cluster(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, torch_python: str
) -> Iterator[type[Cluster]]:
    """The job server on loopback."""
    Cluster.folder, Cluster.python = tmp_path / "cluster", torch_python
    Cluster.packages, Cluster.jobs, Cluster.submitted = {}, {}, []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Cluster)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.RAY_ADDRESS = f"http://127.0.0.1:{server.server_port}"
    settings.OUTBOUND_ALLOWED_HOSTS = [f"127.0.0.1:{server.server_port}"]
    monkeypatch.setattr(ray, "LOOK_SECONDS", 0.1)
    yield Cluster
    server.shutdown()
    server.server_close()
    for process in Cluster.jobs.values():
        process.kill()
        process.wait()


def begun(owner: User, version: Any, base: Path, **config: Any) -> TrainingRun:
    whole = {
        "base_model": str(base),
        "rank": 4,
        "learning_rate": 0.02,
        "steps": 8,
        "length": 48,
        "save_every": 4,
        **config,
    }
    run = start_training(user=owner, name="Voice", executor="ray", version=version, config=whole)
    return TrainingRun.objects.select_related("owner", "version").get(pk=run.pk)


def test_the_adapter_comes_back_and_a_killed_worker_finds_its_job(
    alice: User, version_of: Versions, cluster: type[Cluster], tiny: Path, monkeypatch: pytest.MonkeyPatch
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
    assert (again.state, again.attempts, len(cluster.submitted)) == ("ready", 2, 1)
    [wanted] = cluster.submitted
    assert wanted["entrypoint"] == "python lora_work.py . --send"
    assert again.result["after"] < again.result["before"]
    assert again.metrics.filter(name="loss").count() == 8
    assert again.made.state == "candidate"
    made = {each.path: each.sha256 for each in again.artifacts.all()}
    assert set(made) == {"adapter/adapter_config.json", "adapter/adapter_model.safetensors"}
    there = cluster.folder / wanted["submission_id"] / "adapter" / "adapter_model.safetensors"
    assert made["adapter/adapter_model.safetensors"] == hashlib.sha256(there.read_bytes()).hexdigest()


def test_a_job_that_fails_there_fails_here(
    alice: User, version_of: Versions, cluster: type[Cluster], tmp_path: Path
) -> None:
    run = begun(alice, version_of(ROWS), tmp_path / "absent")
    with pytest.raises(PermanentFailure, match="The base model cannot be used"):
        do_training(run, Free())
    run.refresh_from_db()
    assert (run.state, run.problem_code) == ("failed", "training_failed")


def test_stopping_stops_it_there(
    alice: User, version_of: Versions, cluster: type[Cluster], tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = begun(alice, version_of(ROWS), tiny, steps=100_000)

    def cancelled(*_: Any) -> None:
        raise JobCancelled

    monkeypatch.setattr(ray, "_followed", cancelled)
    with pytest.raises(JobCancelled):
        do_training(run, Free())
    [process] = cluster.jobs.values()
    assert process.wait(timeout=20) == -9


def test_without_a_cluster_it_says_so(alice: User, version_of: Versions, settings: Settings, tmp_path: Path) -> None:
    settings.RAY_ADDRESS = ""
    version = version_of(ROWS)
    with pytest.raises(ExecutorMissing, match="RAY_ADDRESS"):
        begun(alice, version, tmp_path)
    settings.RAY_ADDRESS = "http://127.0.0.1:1"
    for wrong in ({"base_model": "../x"}, {"gpus": -1}, {"device": "cpu"}):
        with pytest.raises(InvalidInput):
            begun(alice, version, tmp_path, **wrong)
