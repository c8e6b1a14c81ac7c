"""The same LoRA training on a Ray cluster, by its job server: for teams with more than one machine."""

import asyncio
import hashlib
import io
import json
import time
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_noop as _

from accounts.models import User
from jobs.errors import JobCancelled, JobFailed, PermanentFailure
from jobs.models import Job
from project.lib.errors import InvalidInput
from project.lib.http import Limits, close_pools, outbound
from training.datasets.models import DatasetVersion
from training.runs import lora_work
from training.runs.errors import ExecutorMissing
from training.runs.executors.adapting import ADAPTING, checked_training
from training.runs.executors.lora import refusal_of, write_rows
from training.runs.executors.telling import Telling
from training.runs.models import TrainingMetric, TrainingRun
from training.runs.rules.settings import Kind, Setting, bad_setting
from training.runs.work import Made, Work

LOOK_SECONDS = 1.0
LARGEST_PACKAGE = 100_000_000  # what Ray's server takes
LARGEST_LOG = 120_000_000
SECONDS = 60.0
ENDED = {"SUCCEEDED", "FAILED", "STOPPED"}
MOMENT = (2020, 1, 1, 0, 0, 0)  # equal contents make equal packages


class RayExecutor:
    """Sends the trainer with its rows to the cluster, follows its log, and takes the adapter from it.

    A worker that was killed finds its job on the cluster again. The machines of the cluster need requirements-training.txt and the base model.
    """

    name = "ray"
    title = _("LoRA adapter on a Ray cluster")
    needs_minion = False
    settings: tuple[Setting, ...] = (
        Setting("base_model", _("Base model"), Kind.LINE, most=300, is_required=True, meaning=_("Its path on the cluster's machines, such as /models/small.")),
        *ADAPTING,
        Setting("gpus", _("GPUs"), Kind.NUMBER, 0, _("0: it computes on the CPU."), 0, 64),
    )  # fmt: skip

    def choices(self, user: User) -> Mapping[str, list[tuple[str, str]]]:
        """None."""
        return {}

    def checked(self, user: User, version: DatasetVersion, config: Mapping[str, Any]) -> dict[str, Any]:
        """``base_model``: where it lies on the cluster's machines."""
        if not settings.RAY_ADDRESS:
            raise ExecutorMissing(
                "There is no Ray cluster: an operator names its job server in RAY_ADDRESS, such as http://ray-head:8265."
            )
        if version.row_count < 2:
            raise InvalidInput.of("dataset", "One row is learned and one judges: at least two are needed.")
        found = checked_training(self.settings, config)
        if not found["base_model"].startswith("/") or ".." in found["base_model"]:
            raise bad_setting("base_model", "Expected a path on the cluster's machines, such as /models/small.")
        return found

    def before(self, run: TrainingRun) -> Job | None:
        """Nothing."""
        return None

    def work(self, work: Work) -> Made:
        """Submit it, or find it again, and follow it to its end."""
        run = work.run
        work.folder.mkdir(parents=True, exist_ok=True)
        write_rows(work)
        name = f"daimon-{run.pk}-{run.round}"
        if _ask("GET", f"/api/jobs/{name}", may_be_absent=True) is None:
            _submit(work, name)
        told = Telling(work)
        try:
            state, said = _followed(work, name, told)
        except JobCancelled:
            _ask("POST", f"/api/jobs/{name}/stop")
            raise
        work.flush()
        if state != "SUCCEEDED" or told.done is None:
            raise PermanentFailure(told.problem or f"The cluster says {state}: {said[:300]}", code="training_failed")
        told.write_files(work.folder / "adapter")
        before = TrainingMetric.objects.get(run=run, name="held_out_loss", step=0).value
        after = float(told.done["held_out_loss"])
        files = tuple(sorted((work.folder / "adapter").iterdir()))
        result = {"before": before, "after": after, "adapter": "adapter", "submission": name}
        return Made({}, result, files, refusal=refusal_of(work, before, after))


def _submit(work: Work, name: str) -> None:
    package = _package(work, name)
    if len(package) > LARGEST_PACKAGE:
        raise PermanentFailure("The rows are too large to be sent to the cluster.", code="training_failed")
    file = f"_ray_pkg_{hashlib.sha256(package).hexdigest()[:16]}.zip"
    _ask("PUT", f"/api/packages/gcs/{file}", body=package)
    wanted = {
        "entrypoint": "python lora_work.py . --send",
        "submission_id": name,
        "runtime_env": {"working_dir": f"gcs://{file}"},
        "metadata": {"name": work.run.name},
        "entrypoint_num_gpus": work.config["gpus"],
    }
    _ask("POST", "/api/jobs/", json=wanted)
    work.log(f"Submitted as {name}")


def _package(work: Work, name: str) -> bytes:
    """The trainer with its job and rows; no other job's are the same bytes, which would share a folder and its checkpoints."""
    device = "auto" if work.config["gpus"] else "cpu"
    job = {
        **work.config,
        "name": name,
        "base": work.config["base_model"],
        "threads": settings.TRAINING_THREADS,
        "device": device,
    }
    contents = {
        "lora_work.py": Path(lora_work.__file__).read_bytes(),
        "job.json": json.dumps(job, sort_keys=True).encode(),
        "rows.jsonl": (work.folder / "rows.jsonl").read_bytes(),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in contents.items():
            archive.writestr(zipfile.ZipInfo(name, MOMENT), raw, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _followed(work: Work, name: str, told: Telling) -> tuple[str, str]:
    """Every whole line of the log as it comes; the state at the end and what the cluster says of it."""
    heard = 0
    while True:
        state = _ask("GET", f"/api/jobs/{name}")
        log = str(_ask("GET", f"/api/jobs/{name}/logs").get("logs", ""))
        is_over = state.get("status") in ENDED
        end = len(log) if is_over else log.rfind("\n") + 1
        for line in log[heard:end].splitlines():
            told.take(line)
        heard = max(heard, end)
        if is_over:
            return str(state["status"]), str(state.get("message") or "")
        work.writer.progress(work.run.progress, work.run.message)
        time.sleep(LOOK_SECONDS)


def _ask(method: str, path: str, *, json: Any = None, body: bytes = b"", may_be_absent: bool = False) -> Any:
    """What the job server answers; None where it may be absent and is. JobFailed when the server is out of order."""

    async def asked() -> tuple[int, bytes]:
        client = outbound(limits=Limits(total_seconds=SECONDS, max_bytes=LARGEST_LOG))
        try:
            answer, raw = await client.request(method, f"{settings.RAY_ADDRESS}{path}", json=json, body=body)
        finally:
            await close_pools()
        return answer.status, raw

    status, raw = asyncio.run(asked())
    if status == 404 and may_be_absent:
        return None
    if status >= 400:
        raise JobFailed(
            f"The Ray cluster answered {status}: {raw[:200].decode(errors='replace')}", code="cluster_failed"
        )
    try:
        return _parsed(raw)
    except ValueError as error:
        raise JobFailed("The Ray cluster's answer is no JSON.", code="cluster_failed") from error


def _parsed(raw: bytes) -> Any:
    return json.loads(raw) if raw.strip() else {}
