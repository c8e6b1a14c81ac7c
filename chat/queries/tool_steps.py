"""The tool calls within runs, as a page shows them."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from chat.models import RunEvent


@dataclass
class ToolStep:
    """One tool call and, once it is there, its result."""

    name: str
    arguments: str
    is_done: bool = False
    is_success: bool = False
    text: str = ""


def tool_steps(run_ids: list[UUID]) -> dict[UUID, list[ToolStep]]:
    """The steps of each run in order, in one query."""
    steps: dict[UUID, dict[str, ToolStep]] = defaultdict(dict)
    rows = RunEvent.objects.filter(run_id__in=run_ids, kind__in=["tool_call", "tool_result"])
    for event in rows.order_by("run_id", "sequence"):
        call = event.data["id"]
        if event.kind == "tool_call":
            steps[event.run_id][call] = ToolStep(event.data["name"], event.data["arguments"])
        elif call in steps[event.run_id]:
            step = steps[event.run_id][call]
            step.is_done, step.is_success, step.text = True, event.data["ok"], event.data["text"]
    return {run_id: list(found.values()) for run_id, found in steps.items()}
