"""Export what a LoRA run trained: merged with its base as files that vLLM and Ollama read, and to a connected Ollama server."""

import hashlib
import json
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from accounts.models import User
from jobs.errors import JobFailed, PermanentFailure
from jobs.models import Job
from jobs.services.enqueue import enqueue
from project.lib.errors import InvalidInput
from project.lib.http import FileBody
from project.settings.env import BASE_DIR
from project.stack.processes import end, spawn
from training.models import LanguageModel, Provider
from training.providers.ollama_models import OllamaModels
from training.providers.trained.process import bare_environment
from training.queries.providers import get_editable_provider
from training.runs.errors import TrainingNotExportable
from training.runs.executors.lora import require_libraries
from training.runs.models import TrainedVersion, TrainingArtifact, TrainingRun
from training.runs.queries.runs import get_run
from training.runs.rules.recipes import CHAT_TEMPLATE, modelfile, readme, recipe
from training.runs.work import Writer, artifacts_of, folder_of
from training.services.check_provider import refresh_models
from training.services.ollama_models import NAME
from training.services.open_provider import waited
from training.services.provider_keys import key_of

EXPORT = "training.export_model"
MERGED = "merged"
SUMS = "SHA256SUMS"  # written last: a folder with it is whole
NOT_SENT = {"README.md", "Modelfile", SUMS, "chat_template.jinja"}
LOOK_SECONDS = 0.5
CODES = {4: "no_memory"}


@dataclass(frozen=True)
class ModelToExport:
    """Which run's, and where it goes beside the files: to which server, on which of its models, under which name."""

    run_id: UUID
    provider: UUID | None
    base: str
    name: str


def ask_to_export(
    *, user: User, run: TrainingRun, provider_id: UUID | None = None, base: str = "", name: str = ""
) -> Job:
    """A job that exports it. TrainingNotExportable where there is no adapter, InvalidInput for what a server could not take."""
    require_libraries()
    made = _exportable(run)
    if provider_id is not None:
        _server(user, provider_id)
    elif base:
        raise InvalidInput.of("base_model", "Choose an Ollama server, too.")
    for field, value in (("base_model", base), ("model", name)):
        if value and not NAME.fullmatch(value):
            raise InvalidInput.of(field, "Expected a model's name, such as llama3.2:3b.")
    asked = ModelToExport(run.pk, provider_id, base, (name or _usual_name(made)).lower())
    return enqueue(EXPORT, asked, owner=user, title=f"Export {made}"[:160])


def export_model(*, user: User, asked: ModelToExport, writer: Writer, at: datetime) -> None:
    """Do it now. A model is offered when its server lists it; nothing is registered of an export that fails."""
    run = get_run(user, asked.run_id)
    made, folder = _exportable(run), folder_of(run)
    files: list[Path] = []
    if asked.provider is None or not asked.base:
        files = _merged(run, made, asked.name, writer)
    model = None
    if asked.provider is not None:
        sent = files if not asked.base else sorted((folder / "adapter").glob("adapter*"))
        model = _created(user, asked, [each for each in sent if each.name not in NOT_SENT], writer, at)
    told = {"files": len(files), "model": asked.name if model else ""}
    hashed = artifacts_of(run, files)
    with writer.completes(told):
        if not TrainingRun.objects.select_for_update().filter(pk=run.pk).exists():
            shutil.rmtree(folder, ignore_errors=True)
            raise PermanentFailure("The training run was removed meanwhile.", code="training_not_found")
        if files:
            TrainingArtifact.objects.filter(run=run, path__startswith=f"{MERGED}/").delete()
            TrainingArtifact.objects.bulk_create(hashed)
        if model is not None and made.language_model_id is None:  # too large to be served here
            TrainedVersion.objects.filter(pk=made.pk).update(
                language_model=model, changes={"language_model": str(model.pk)}
            )


def is_exportable(run: TrainingRun) -> bool:
    """Whether there is an adapter to export."""
    try:
        _exportable(run)
    except TrainingNotExportable:
        return False
    return True


def _exportable(run: TrainingRun) -> TrainedVersion:
    """What the run made, which has an adapter of a base model that is still here; TrainingNotExportable otherwise."""
    made = TrainedVersion.objects.filter(run=run).first()
    is_whole = (folder_of(run) / "adapter" / "adapter_config.json").is_file()
    if run.executor != "lora" or made is None or made.state == TrainedVersion.State.REFUSED or not is_whole:
        raise TrainingNotExportable
    if not Path(_job_of(run)["base"]).is_dir():
        raise TrainingNotExportable("The base model is no longer on this server.")
    return made


def _job_of(run: TrainingRun) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((folder_of(run) / "job.json").read_text())
    return told


def _usual_name(made: TrainedVersion) -> str:
    plain = re.sub(r"[^a-z0-9._-]+", "-", made.name.lower()).strip("-._")
    return f"{plain[:80] or 'trained'}:v{made.number}"


def _merged(run: TrainingRun, made: TrainedVersion, name: str, writer: Writer) -> list[Path]:
    """The files of the merged model, made unless an earlier export made them; the commands name it by this name."""
    folder = folder_of(run)
    target, making = folder / MERGED, folder / f"{MERGED}-making"
    if not (target / SUMS).is_file():
        shutil.rmtree(making, ignore_errors=True)
        shutil.rmtree(target, ignore_errors=True)
        base = Path(_job_of(run)["base"])
        needed = sum(each.stat().st_size for each in base.glob("*.safetensors"))
        if needed > shutil.disk_usage(folder).free:
            raise PermanentFailure(f"There is no room on the disk for {needed / 1e6:,.0f} MB more.", code="no_disk")
        told = _run_merging(folder, making, writer)
        (making / "chat_template.jinja").write_text(CHAT_TEMPLATE, encoding="utf-8")
        (making / "Modelfile").write_text(modelfile(), encoding="utf-8")
        words = readme(title=str(made), name=name, config=run.config, result=run.result, dtype=told["dtype"])
        (making / "README.md").write_text(words, encoding="utf-8")
        sums = "".join(f"{_digest(each)}  {each.name}\n" for each in sorted(making.iterdir()))
        (making / SUMS).write_text(sums, encoding="utf-8")
        making.rename(target)
    return sorted(target.iterdir())


def _run_merging(folder: Path, target: Path, writer: Writer) -> Mapping[str, Any]:
    """What the process that merges said at its end; it dies with the job."""
    command = [settings.TRAINING_PYTHON or sys.executable, "-W", "ignore", "-m", "training.runs.merge_work", str(folder), str(target)]  # fmt: skip
    log = folder / "merging.log"
    with log.open("wb") as output:
        process = spawn(command, environment=bare_environment(), output=output, folder=BASE_DIR, signal_at_parents_death=signal.SIGKILL)  # fmt: skip
    try:
        while process.poll() is None:
            writer.progress(10, "merging")
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=LOOK_SECONDS)
    finally:
        end(process, by=signal.SIGTERM, patience=2)
    told = _last_told(log)
    if process.returncode == 0 and told.get("done"):
        return told
    if process.returncode < 0:
        raise JobFailed(f"The merging process was killed (signal {-process.returncode}).", code="training_killed")
    raise PermanentFailure(
        told.get("problem") or "Merging failed.", code=CODES.get(process.returncode, "training_failed")
    )


def _last_told(log: Path) -> dict[str, Any]:
    for line in reversed(log.read_text(encoding="utf-8", errors="replace").splitlines()):
        try:
            said = json.loads(line)
        except ValueError:
            continue
        if isinstance(said, dict):
            return said
    return {}


def _created(
    user: User, asked: ModelToExport, files: Sequence[Path], writer: Writer, at: datetime
) -> LanguageModel | None:
    """The model on the server, which has the files then; what it has already is not sent again."""
    assert asked.provider is not None
    provider, server = _server(user, asked.provider)
    digests = {each.name: f"sha256:{_digest(each)}" for each in files}
    wanted: dict[str, Any] = {**recipe(), "adapters": digests, "from": asked.base} if asked.base else {**recipe(), "files": digests}  # fmt: skip

    async def made() -> None:
        for each in files:
            size = max(1, each.stat().st_size)
            await server.offer(FileBody(each, _telling(writer, each, size)), digests[each.name].removeprefix("sha256:"))
        steps: AsyncGenerator[Any, None] = server.create(asked.name, wanted)
        async with aclosing(steps):
            async for step in steps:
                writer.progress(90, step.status)

    waited(made)
    refresh_models(provider, at=at)
    model = LanguageModel.objects.filter(provider=provider, name=asked.name, is_listed=True).first()
    if model is None:
        raise PermanentFailure("The server says that it made the model, and does not list it.", code="model_not_found")
    return model


def _telling(writer: Writer, file: Path, size: int) -> Callable[[int], None]:
    return lambda sent: writer.progress(20 + 60 * sent / size, file.name)


def _server(user: User, provider_id: UUID) -> tuple[Provider, OllamaModels]:
    provider = get_editable_provider(user, provider_id)
    if provider.kind != Provider.Kind.OLLAMA:
        raise InvalidInput.of("provider", "Expected an Ollama server.")
    return provider, OllamaModels(base_url=provider.base_url, api_key=key_of(provider))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
