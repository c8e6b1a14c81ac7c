"""The job kinds of models and providers; the queue loads this module at start."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from jobs.context import JobContext
from jobs.registry import Policy, job
from jobs.rules.lanes import LEAST_URGENT
from project.lib.clock import now
from project.lib.errors import InvalidInput, NotFound
from training.datasets import handlers as datasets
from training.evaluations import handlers as evaluations
from training.images import handlers as images
from training.knowledge import handlers as knowledge
from training.legacy import handlers as legacy
from training.runs import handlers as runs
from training.services.ollama_models import CREATE, PULL, create_model, pull_model
from training.services.watch_providers import watch_providers


@dataclass(frozen=True)
class PullModel:
    """Which model, from which server."""

    provider: UUID
    name: str


@dataclass(frozen=True)
class CreateModel:
    """Which model, on which server, from what."""

    provider: UUID
    name: str
    modelfile: str


LONG = Policy(is_atomic=False, time_limit=timedelta(hours=13), max_failures=3)


@job(PULL, title="Pull a model", payload=PullModel, policy=LONG, permanent=(InvalidInput, NotFound))
def pull(context: JobContext, payload: PullModel) -> dict[str, Any]:
    """Fetch a model; cancelling the job stops the server, too. Begun again, Ollama goes on where it was."""
    pull_model(user=context.owner, provider_id=payload.provider, name=payload.name, told=context.progress, at=now())
    return {"model": payload.name}


@job(CREATE, title="Create a model", payload=CreateModel, policy=LONG, permanent=(InvalidInput, NotFound))
def create(context: JobContext, payload: CreateModel) -> dict[str, Any]:
    """Make a model from a Modelfile."""
    create_model(
        user=context.owner,
        provider_id=payload.provider,
        name=payload.name,
        modelfile=payload.modelfile,
        told=context.progress,
        at=now(),
    )
    return {"model": payload.name}


@job("training.watch_providers", title="Check the providers", policy=Policy(priority=LEAST_URGENT, is_visible=False))
def watch(context: JobContext, payload: object) -> dict[str, Any]:
    """Probe every provider once; the schedule comes again each minute."""
    return dict(watch_providers(at=now()))


__all__ = ["create", "datasets", "evaluations", "images", "knowledge", "legacy", "pull", "runs", "watch"]
