"""A model on the connected Ollama: a base model with instructions, parameters and examples of the dataset built in."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_noop as _

from accounts.models import User
from jobs.errors import PermanentFailure
from jobs.models import Job
from project.lib.clock import now
from project.lib.errors import InvalidInput
from training.datasets.models import DatasetVersion, Sample
from training.datasets.rules.shapes import Shape
from training.evaluations.rules.questions import Question, question_of
from training.models import LanguageModel
from training.queries.providers import editable_ollamas, get_editable_provider
from training.rules.modelfile import recipe_of
from training.runs.executors.adapting import SEED
from training.runs.models import TrainedVersion, TrainingRun
from training.runs.rules.settings import Kind, Setting, bad_setting, checked_config
from training.runs.work import Made, Work
from training.services.ollama_models import NAME, create_model


class OllamaExecutor:
    """The server builds it from a Modelfile; each version is a tag of the same model."""

    name = "ollama"
    title = _("Model on Ollama")
    needs_minion = False
    settings: tuple[Setting, ...] = (
        Setting("provider", _("Ollama server"), Kind.CHOICE, most=40, is_required=True),
        Setting(
            "base_model",
            _("Made from"),
            Kind.LINE,
            "",
            _("A model on that server, such as llama3.2:3b."),
            most=200,
            is_required=True,
        ),
        Setting(
            "model",
            _("Called"),
            Kind.LINE,
            "",
            _("Small letters, digits, dots and lines; each version is a tag of it."),
            most=100,
            is_required=True,
        ),
        Setting("instructions", _("Instructions"), Kind.TEXT, "", _("Built into the model."), most=20_000),
        Setting("examples", _("Examples"), Kind.WHOLE, 4, _("So many rows are built in as a conversation."), 0, 50),
        Setting("temperature", _("Temperature"), Kind.NUMBER, 0.7, least=0, most=2),
        SEED,
    )

    def choices(self, user: User) -> Mapping[str, list[tuple[str, str]]]:
        """The Ollama servers that the person may change."""
        return {"provider": [(str(each.pk), each.name) for each in editable_ollamas(user)]}

    def checked(self, user: User, version: DatasetVersion, config: Mapping[str, Any]) -> dict[str, Any]:
        """``provider``: the Ollama server; ``base_model``: what it is made from; ``model``: what it is called, without a tag."""
        found = checked_config(self.settings, config)
        try:
            provider = get_editable_provider(user, UUID(found["provider"]))
        except ValueError as error:
            raise bad_setting("provider", "Expected the id of an Ollama server.") from error
        if provider.kind != "ollama":
            raise bad_setting("provider", "Expected an Ollama server.")
        if not NAME.fullmatch(found["base_model"]):
            raise bad_setting("base_model", "Expected a model's name, such as llama3.2:3b.")
        if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,99}", found["model"]):
            raise bad_setting("model", "Expected small letters, digits, dots and lines, such as harbour-clerk.")
        if found["examples"] and version.shape == Shape.TEXT:
            raise InvalidInput.of("dataset", "Nobody asks in these rows, so there are no examples; set examples to 0.")
        return {**found, "provider": str(provider.pk)}

    def before(self, run: TrainingRun) -> Job | None:
        """Nothing."""
        return None

    def work(self, work: Work) -> Made:
        """Have the server build it; asked again it builds the same once more."""
        run, config = work.run, work.config
        if "tag" not in run.kept:
            earlier = TrainedVersion.objects.filter(owner=run.owner, run__config__model=config["model"]).count()
            work.keep(tag=f"v{earlier + 1}")
        name = f"{config['model']}:{run.kept['tag']}"
        modelfile = modelfile_of(config, _examples(run.version_id, config["examples"]))
        recipe_of(modelfile)
        work.folder.mkdir(parents=True, exist_ok=True)
        kept = work.folder / "Modelfile"
        kept.write_text(modelfile, encoding="utf-8")
        steps = 0

        def told(percent: int, status: str) -> None:
            nonlocal steps
            steps += 1
            work.metric("percent", steps, percent)
            work.log(f"{status} {percent} %")
            work.progress(percent, status)

        provider_id = UUID(config["provider"])
        create_model(user=run.owner, provider_id=provider_id, name=name, modelfile=modelfile, told=told, at=now())
        model = LanguageModel.objects.filter(provider=provider_id, name=name, is_listed=True).first()
        if model is None:
            raise PermanentFailure(
                "The server says that it made the model, and does not list it.", code="model_not_found"
            )
        return Made({"language_model": str(model.pk)}, {"model": name}, (kept,), model.pk)


def modelfile_of(config: Mapping[str, Any], examples: list[Question]) -> str:
    """The recipe as Ollama reads it. Texts that hold three quotes cannot be written in one, and examples of them are left out."""
    lines = [
        f"FROM {config['base_model']}",
        f"PARAMETER temperature {config['temperature']:g}",
        f"PARAMETER seed {config['seed']}",
    ]
    if config["instructions"]:
        lines.append(f'SYSTEM """{config["instructions"].replace(chr(34) * 3, chr(39) * 3)}"""')
    for each in examples:
        if '"""' not in each.text + each.reference:
            lines += [f'MESSAGE user """{each.text}"""', f'MESSAGE assistant """{each.reference}"""']
    return "\n".join(lines) + "\n"


def _examples(version_id: Any, most: int) -> list[Question]:
    rows = Sample.objects.filter(version=version_id, split=Sample.Split.TRAIN).order_by("digest", "number")[:most]
    return [each for each in (question_of(row.number, row.content) for row in rows) if each is not None]
