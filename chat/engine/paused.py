"""Where a turn stands while a call waits for its person's yes, kept with its run: another process goes on from there."""

from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from chat.engine.calls import Step
from chat.engine.paid_call import Progress, Spent
from chat.engine.tools import ToolOutcome, Waiting
from chat.models import Run, RunEvent
from training.providers.protocol import ToolCall, Turn


@dataclass(frozen=True)
class Paused:
    """A turn that goes on: the rounds of calls that are over, the one that waits, and what was said and spent so far."""

    rounds: tuple[Turn, ...]
    step: Step
    progress: Progress
    content: str = ""
    reasoning: str = ""


def as_json(rounds: tuple[Turn, ...], step: Step, progress: Progress) -> dict[str, Any]:
    """As the run keeps it."""
    return {
        "rounds": [asdict(each) for each in rounds],
        "said": asdict(step.said),
        "begun": sorted(step.begun),
        "told": sorted(step.told),
        "waiting": {str(place): _of_waiting(each) for place, each in step.waiting.items()},
        "results": {
            str(place): {"is_success": each.is_success, "text": each.text, "data": each.data, "told": each.told}
            for place, each in step.results.items()
        },
        "spent": asdict(progress.spent),
        "asked": progress.asked,
    }


def paused_turn(run_id: UUID) -> Paused | None:
    """Where the run's turn was left, with the words that its events hold; None for one that begins."""
    kept = Run.objects.values_list("paused", flat=True).get(pk=run_id)
    if kept is None:
        return None
    events = list(
        RunEvent.objects.filter(run=run_id, kind__in=("text", "reasoning", "tool_result"))
        .order_by("sequence")
        .values_list("kind", "data")
    )
    step = Step(
        said=_turn(kept["said"]),
        begun=set(kept["begun"]),
        waiting={int(place): _waiting(each) for place, each in kept["waiting"].items()},
        results={int(place): ToolOutcome(**each) for place, each in kept["results"].items()},
    )
    shown = {data["id"] for kind, data in events if kind == "tool_result"}
    step.told = {place for place, call in enumerate(step.calls) if place in step.results and call.id in shown}
    return Paused(
        rounds=tuple(_turn(each) for each in kept["rounds"]),
        step=step,
        progress=Progress(spent=Spent(**kept["spent"]), asked=kept["asked"], has_begun=True),
        content="".join(data["text"] for kind, data in events if kind == "text"),
        reasoning="".join(data["text"] for kind, data in events if kind == "reasoning"),
    )


def _of_waiting(each: Waiting) -> dict[str, Any]:
    return asdict(each) | {"call_id": str(each.call_id), "approval_id": str(each.approval_id)}


def _waiting(kept: dict[str, Any]) -> Waiting:
    return Waiting(**kept | {"call_id": UUID(kept["call_id"]), "approval_id": UUID(kept["approval_id"])})


def _turn(kept: dict[str, Any]) -> Turn:
    return Turn(**kept | {"tool_calls": tuple(ToolCall(**each) for each in kept["tool_calls"])})
