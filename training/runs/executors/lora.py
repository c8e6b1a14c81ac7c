"""A LoRA adapter for a local base model, trained in a process that can be killed at any moment."""

import hashlib
import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_noop as _

from accounts.models import User
from jobs.errors import JobFailed, PermanentFailure
from jobs.models import Job
from project.lib.errors import InvalidInput
from project.settings.env import BASE_DIR
from project.stack.processes import end, spawn
from training.datasets.models import DatasetVersion, Sample
from training.datasets.queries.datasets import every_sample
from training.evaluations.rules.questions import question_of
from training.providers.trained.process import bare_environment
from training.runs.errors import ExecutorMissing
from training.runs.executors.adapting import ADAPTING, checked_training
from training.runs.executors.telling import Telling
from training.runs.models import TrainedVersion, TrainingMetric, TrainingRun
from training.runs.rules.base_models import base_models, checked_base_model
from training.runs.rules.settings import Kind, Setting, bad_setting
from training.runs.services.fetch_base_model import checked_hub_model, fetched_base_model, known_model, look_at_model
from training.runs.serving import registered_model
from training.runs.work import Made, Work

NEEDED = ("torch", "transformers", "peft", "safetensors")
HELD_OUT_IN = 10  # of so many rows one is held out, where no split says which
MOST_ROWS = 200_000
LOOK_SECONDS = 0.2
DEVICES = (("auto", _("A GPU where there is one")), ("cpu", "CPU"), ("cuda", "GPU"))
LONGEST_LINE = 200_000
CODES = {3: "training_diverged", 4: "no_memory", 5: "base_model_refused"}


@cache
def _missing_in(other: str) -> str:
    """What that Python lacks; the empty name stands for this one. Asked once a process."""
    if not other:
        return ", ".join(each for each in NEEDED if find_spec(each) is None)
    script = f"from importlib.util import find_spec; print(*(n for n in {NEEDED} if find_spec(n) is None), sep=', ')"
    try:
        asked = subprocess.run([other, "-c", script], capture_output=True, text=True, timeout=60, check=True)  # noqa: S603 - the operator's own
    except (OSError, subprocess.SubprocessError):
        return "a Python at TRAINING_PYTHON that runs"
    return asked.stdout.strip()


def require_libraries() -> None:
    """ExecutorMissing where the Python that trains lacks something."""
    missing = _missing_in(settings.TRAINING_PYTHON)
    if missing:
        raise ExecutorMissing(
            f"LoRA needs {missing}: an operator installs it with pip install -r requirements-training.txt, here or where "
            "TRAINING_PYTHON says."
        )


def base_models_root() -> Path:
    """Where an operator puts base models."""
    return Path(settings.MODELS_DIR) / "base"


class LoraExecutor:
    """transformers and peft on CPU or GPU; resumes from its last checkpoint to the very same end."""

    name = "lora"
    title = _("LoRA adapter")
    needs_minion = False
    settings: tuple[Setting, ...] = (
        Setting("base_model", _("Base model"), Kind.CHOICE, "", most=100, meaning=_("A folder below DATA_DIR/models/base; what was fetched of the hub is there, too.")),
        Setting("hub_model", _("Or one of the hub"), Kind.LINE, "", most=320, meaning=_("Such as owner/model or owner/model@revision. It is fetched once; only weights as safetensors are.")),
        Setting("allows_no_licence", _("Also one without a licence"), Kind.SWITCH, False),
        *ADAPTING,
        Setting("device", _("Computed on"), Kind.CHOICE, "auto", most=10, choices=DEVICES),
    )  # fmt: skip

    def choices(self, user: User) -> Mapping[str, list[tuple[str, str]]]:
        """The base models there are."""
        return {"base_model": [("", "–"), *((each, each) for each in base_models(base_models_root()))]}

    def checked(self, user: User, version: DatasetVersion, config: Mapping[str, Any]) -> dict[str, Any]:
        """Either ``base_model``, a folder below ``DATA_DIR/models/base``, or ``hub_model``."""
        require_libraries()
        if version.row_count < 2:
            raise InvalidInput.of("dataset", "One row is learned and one judges: at least two are needed.")
        found = checked_training(self.settings, config)
        if found["hub_model"] and found["base_model"]:
            raise bad_setting("hub_model", "Choose a folder or a model of the hub, not both.")
        if found["hub_model"]:
            checked_hub_model(found["hub_model"])
        else:
            checked_base_model(base_models_root(), found["base_model"])
        if found["device"] == "cuda" and not Path("/dev/nvidiactl").exists():
            raise bad_setting("device", "This machine has no GPU that CUDA can use.")
        return found

    def before(self, run: TrainingRun) -> Job | None:
        """Nothing."""
        return None

    def work(self, work: Work) -> Made:
        """Train, or go on with training; the adapter's files and what it is worth."""
        base, origin = _base_of(work)
        work.folder.mkdir(parents=True, exist_ok=True)
        write_rows(work)
        job = {**work.config, "base": str(base), "threads": settings.TRAINING_THREADS}
        (work.folder / "job.json").write_text(json.dumps(job, sort_keys=True))
        done = _Following(work).follow()
        before = TrainingMetric.objects.get(run=work.run, name="held_out_loss", step=0).value
        after = float(done["held_out_loss"])
        files = tuple(each for each in (work.folder / "adapter").iterdir() if each.is_file())
        weights = base / "model.safetensors"
        result: dict[str, Any] = {"before": before, "after": after, "adapter": "adapter", **origin}
        if weights.is_file():
            with weights.open("rb") as file:
                result["base_sha256"] = hashlib.file_digest(file, "sha256").hexdigest()
        refusal = refusal_of(work, before, after)
        model = registered_model(work.run, base) if not refusal else None
        if model is None:
            return Made({}, result, files, refusal=refusal)
        return Made({"language_model": str(model.pk)}, result, files, model.pk)


def _base_of(work: Work) -> tuple[Path, dict[str, str]]:
    """The base model's folder, and of the hub's where it is from: one commit for all attempts, fetched by the first."""
    config, root = work.config, base_models_root()
    if not config.get("hub_model"):
        return checked_base_model(root, config["base_model"]), {}
    repository, revision = checked_hub_model(config["hub_model"])
    commit = work.run.kept.get("commit", "")
    found = known_model(root, repository, commit) if commit else None
    if found is None:
        found = look_at_model(repository, commit or revision, allows_no_licence=config["allows_no_licence"])
        work.keep(commit=found.commit)
    folder = fetched_base_model(root, found, say=lambda said: work.progress(0, said))
    work.log(f"Base model {repository} at {found.commit}, licence {found.licence or 'not named'}")
    told = {"base_repository": repository, "base_commit": found.commit, "base_licence": found.licence}
    return checked_base_model(root, folder.name), told


def refusal_of(work: Work, before: float, after: float) -> str:
    """Why the adapter is not good enough: it must beat its base, and what of the same name is there."""
    if not work.config["must_improve"]:
        return ""
    if after >= before:
        return f"Held-out loss is {after:.4f}, and {before:.4f} without the adapter."
    others = TrainedVersion.objects.filter(
        owner=work.run.owner, name=work.run.name, run__digest=work.run.digest, state__in=["candidate", "live"]
    )
    best = min(
        (each.run.result["after"] for each in others.select_related("run") if "after" in each.run.result), default=None
    )
    if best is not None and after > best:
        return f"Held-out loss is {after:.4f}, and {best:.4f} of an earlier version."
    return ""


def write_rows(work: Work) -> None:
    """The rows for the trainer, which sees no database; those held out follow from the splits, else from the digests."""
    version = work.run.version
    if version is None:
        raise PermanentFailure("The dataset was deleted meanwhile.", code="dataset_not_found")
    has_split = Sample.objects.filter(version=version).exclude(split=Sample.Split.TRAIN).exists()
    place = work.folder / "rows.jsonl"
    made = place.with_suffix(".making")
    learned = held_out = 0
    with made.open("w", encoding="utf-8") as file:
        for sample in every_sample(version):
            if learned + held_out >= MOST_ROWS:
                work.log(f"Only the first {MOST_ROWS:,} rows are used.")
                break
            row = _row(sample)
            row["held_out"] = (
                sample.split != Sample.Split.TRAIN if has_split else _is_held_out(sample, learned, held_out)
            )
            held_out, learned = held_out + row["held_out"], learned + (not row["held_out"])
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())
    if not learned or not held_out:
        raise PermanentFailure(
            "No row is left to learn from, or none to judge by: look at the splits.", code="too_few_rows"
        )
    made.replace(place)


def _is_held_out(sample: Sample, learned: int, held_out: int) -> bool:
    return int(sample.digest[:8], 16) % HELD_OUT_IN == 0 or (learned > 0 and not held_out)


def _row(sample: Sample) -> dict[str, Any]:
    content: dict[str, Any] = sample.content
    if "text" in content:
        return {"asked": "", "answer": content["text"]}
    question = question_of(sample.number, content)
    if question is None:
        return {"asked": "", "answer": "\n".join(str(each.get("content", "")) for each in content.get("messages", []))}
    said = [f"{turn.role.capitalize()}: {turn.text}" for turn in question.turns]
    return {"asked": "\n".join([*said, "Assistant: "]), "answer": question.reference}


class _Following:
    """Starts the worker, hears its lines, and ends it when there is no point in going on."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.rest = b""
        self.told = Telling(work)

    def follow(self) -> dict[str, Any]:
        """What the worker said at its end; a PermanentFailure with its problem, JobFailed when it was killed."""
        reading, writing = os.pipe()
        interpreter = settings.TRAINING_PYTHON or sys.executable
        command = [interpreter, "-W", "ignore", "-m", "training.runs.lora_work", str(self.work.folder)]
        process = spawn(
            command,
            environment=bare_environment(),
            output=writing,
            folder=BASE_DIR,
            signal_at_parents_death=signal.SIGKILL,
        )
        os.close(writing)
        self.work.keep(pid=process.pid)
        try:
            while self._hear(reading):
                self.work.writer.progress(self.work.run.progress, self.work.run.message)
            code = process.wait()
            self.work.flush()
        finally:
            os.close(reading)
            end(process, by=signal.SIGTERM, patience=2)
        if code == 0 and self.told.done is not None:
            return self.told.done
        if code < 0:
            raise JobFailed(f"The training process was killed (signal {-code}).", code="training_killed")
        raise PermanentFailure(
            self.told.problem or "Training failed; its log says why.", code=CODES.get(code, "training_failed")
        )

    def _hear(self, pipe: int) -> bool:
        """Take what was said within a moment; False at the end."""
        ready, _, _ = select.select([pipe], [], [], LOOK_SECONDS)
        if not ready:
            return True
        said = os.read(pipe, 65_536)
        if not said:
            return False
        *lines, self.rest = (self.rest + said)[-LONGEST_LINE:].split(b"\n")
        for line in lines:
            self.told.take(line.decode(errors="replace"))
        return True
