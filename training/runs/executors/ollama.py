"""A model on the connected Ollama: a base model with instructions, parameters and examples of the dataset built in."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from accounts.models import User
from jobs.errors import PermanentFailure
from jobs.models import Job
from project.lib.clock import now
from project.lib.errors import InvalidInput
from training.datasets.models import DatasetVersion, Sample
from training.datasets.rules.shapes import Shape
from training.evaluations.rules.questions import Question, question_of
from training.models import LanguageModel
from training.queries.providers import get_editable_provider
from training.rules.modelfile import recipe_of
from training.runs.models import TrainedVersion, TrainingRun
from training.runs.rules.config import number, refuse_unknown, whole, words
from training.runs.work import Made, Work
from training.services.ollama_models import NAME, create_model

KNOWN = {"provider", "base_model", "model", "instructions", "temperature", "seed", "examples"}


class OllamaExecutor:
    """The server builds it from a Modelfile; each version is a tag of the same model."""

    name = "ollama"
    title = "Model on Ollama"
    needs_minion = False
    example = '{"provider": "ID", "base_model": "llama3.2:3b", "model": "harbour-clerk", "examples": 4}'

    def checked(self, user: User, version: DatasetVersion, config: Mapping[str, Any]) -> dict[str, Any]:
        """``provider``: the Ollama server; ``base_model``: what it is made from; ``model``: what it is called, without a tag."""
        refuse_unknown(config, KNOWN)
        try:
            provider = get_editable_provider(user, UUID(words(config, "provider", most=40)))
        except ValueError as error:
            raise InvalidInput.of("config", "provider: expected the id of an Ollama server.") from error
        if provider.kind != "ollama":
            raise InvalidInput.of("config", "provider: expected an Ollama server.")
        base, model = words(config, "base_model", most=200), words(config, "model", most=100)
        if not NAME.fullmatch(base):
            raise InvalidInput.of("config", "base_model: expected a model's name, such as llama3.2:3b.")
        if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,99}", model):
            raise InvalidInput.of(
                "config", "model: expected small letters, digits, dots and lines, such as harbour-clerk."
            )
        examples = whole(config, "examples", 4, least=0, most=50)
        if examples and version.shape == Shape.TEXT:
            raise InvalidInput.of("dataset", "Nobody asks in these rows, so there are no examples; set examples to 0.")
        return {
            "provider": str(provider.pk),
            "base_model": base,
            "model": model,
            "instructions": words(config, "instructions", most=20_000),
            "temperature": number(config, "temperature", 0.7, least=0, most=2),
            "seed": whole(config, "seed", 1, least=0, most=2_147_483_647),
            "examples": examples,
        }

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
