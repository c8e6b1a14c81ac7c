"""Memory's work in the background."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from chat.engine.after import after_run
from chat.memory.services.embed import drop_others, embed_missing
from chat.memory.services.extract import keep_proposed, propose_memories
from chat.memory.services.forget import BATCH, erase_expired
from chat.memory.services.learn import learn_from_run
from chat.memory.services.learn_imported import learn_imported
from chat.models import Run
from chat.services.ask_background_model import is_background_model_set
from jobs.context import JobContext
from jobs.registry import Policy, job
from jobs.rules.lanes import LEAST_URGENT
from jobs.services.enqueue import enqueue
from project.lib.clock import now

MOST_EMBEDDED = 4_096  # by one job


@dataclass(frozen=True)
class LearnFromRun:
    """The run to learn from."""

    run: UUID


@job(
    "memory.learn_from_run",
    title="Remember what was told",
    payload=LearnFromRun,
    policy=Policy(priority=LEAST_URGENT, is_visible=False),
)
def learn(context: JobContext, payload: LearnFromRun) -> dict[str, Any]:
    """Keep what a turn told."""
    learned = learn_from_run(run_id=payload.run, now=now())
    return {
        "facts": [str(each) for each in learned.facts],
        "verbatim": str(learned.verbatim) if learned.verbatim else None,
        "used": learned.used,
    }


@job("memory.erase_expired", title="Erase expired memories", policy=Policy(priority=LEAST_URGENT, is_visible=False))
def erase(context: JobContext, payload: object) -> dict[str, Any]:
    """Destroy the text of memories whose time is over, a batch at a time; the next slot goes on."""
    return {"erased": erase_expired(now=now(), limit=4 * BATCH)}


@job(
    "memory.embed_missing",
    title="Embed memories",
    policy=Policy(priority=LEAST_URGENT, is_visible=False, is_atomic=False),
)
def embed(context: JobContext, payload: object) -> dict[str, Any]:
    """Give memories the vectors of the embedder in use, then delete those of others; the next slot goes on."""
    embedded = 0
    while embedded < MOST_EMBEDDED and (done := embed_missing(now=now())):
        embedded += done
        context.progress(min(99, embedded * 100 // MOST_EMBEDDED))
    with context.writes():
        dropped = drop_others(limit=MOST_EMBEDDED) if embedded < MOST_EMBEDDED else 0
    return {"embedded": embedded, "dropped": dropped}


@job(
    "memory.extract_from_run",
    title="Remember what was told, with a model",
    payload=LearnFromRun,
    policy=Policy(priority=LEAST_URGENT, is_visible=False, is_atomic=False, max_failures=3),
)
def extract(context: JobContext, payload: LearnFromRun) -> dict[str, Any]:
    """Ask the background model what else a turn told, and keep what the person's words say."""
    proposed = propose_memories(run_id=payload.run, now=now())
    if proposed is None:
        return {"facts": [], "model": ""}
    with context.writes():
        kept = keep_proposed(proposed, now=now())
    return {"facts": [str(each) for each in kept], "model": proposed.model}


@dataclass(frozen=True)
class LearnImported:
    """Imported conversations."""

    conversations: list[UUID]


@job(
    "memory.learn_imported",
    title="Remember what was said in imported chats",
    payload=LearnImported,
    policy=Policy(priority=LEAST_URGENT),
)
def learn_from_imported(context: JobContext, payload: LearnImported) -> dict[str, Any]:
    """Keep the person's own words."""
    return {"kept": learn_imported(owner=context.owner, conversation_ids=payload.conversations, now=now())}


@after_run
def queue_learning(run: Run) -> None:
    """Have a turn that ended learned from, once: by the rules, and then by the background model where there is one."""
    first = enqueue("memory.learn_from_run", LearnFromRun(run.pk), owner=run.owner, key=f"run:{run.pk}")
    if is_background_model_set():
        enqueue("memory.extract_from_run", LearnFromRun(run.pk), owner=run.owner, key=f"extract:{first.pk}")
