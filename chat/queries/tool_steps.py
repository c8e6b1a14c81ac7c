"""The tool calls within runs, as a page shows them."""

from collections import defaultdict
from dataclasses import dataclass, field
from uuid import UUID

from chat.models import RunEvent
from spirits.models import ToolCall


@dataclass
class ToolStep:
    """One tool call and, once it is there, its result."""

    name: str
    arguments: str
    is_done: bool = False
    is_success: bool = False
    text: str = ""
    approval: str = ""
    host: str = ""  # whose address the call would fetch; a lasting yes is for it alone
    is_each_time: bool = False  # no lasting yes can be given
    code: str = ""  # of its failure
    artifacts: list[dict[str, str]] = field(default_factory=list)

    @property
    def error(self) -> dict[str, str] | None:
        """What went wrong, for the page to say in its language."""
        return {"code": self.code, "message": self.text} if self.code else None

    def end(self, *, is_success: bool, text: str, artifacts: list[dict[str, str]], code: str = "") -> None:
        """Take in the call's result."""
        self.is_done, self.is_success, self.text = True, is_success, text
        self.artifacts, self.approval, self.code = artifacts, "", code


def tool_steps(run_ids: list[UUID]) -> dict[UUID, list[ToolStep]]:
    """The steps of each run in order. A call that outlived its run shows what became of it since."""
    steps: dict[UUID, dict[str, ToolStep]] = defaultdict(dict)
    asked: dict[UUID, ToolStep] = {}
    rows = RunEvent.objects.filter(run_id__in=run_ids, kind__in=["tool_call", "tool_waiting", "tool_result"])
    for event in rows.order_by("run_id", "sequence"):
        data = event.data
        step = steps[event.run_id].setdefault(data["id"], ToolStep(data["name"], data.get("arguments", "")))
        if event.kind == "tool_waiting":
            step.approval, step.host = data["approval"], data.get("host", "")
            step.is_each_time = data.get("each_time", False)
            asked[UUID(data["call"])] = step
        elif event.kind == "tool_result":
            files = data["data"].get("artifacts", [])
            code = "" if data["ok"] else data["data"].get("code", "")
            step.end(is_success=data["ok"], text=data["text"], artifacts=files, code=code)
    _catch_up({call_id: step for call_id, step in asked.items() if not step.is_done})
    return {run_id: list(found.values()) for run_id, found in steps.items()}


def _catch_up(asked: dict[UUID, ToolStep]) -> None:
    if not asked:
        return
    for call in ToolCall.objects.filter(pk__in=asked).prefetch_related("artifacts"):
        if call.is_final:
            error = call.error or {}
            text = call.text or error.get("message", call.get_state_display())
            is_success = call.state == ToolCall.State.SUCCEEDED
            code = "" if is_success else error.get("code", call.state)
            files = [{"id": str(each.pk), "name": each.name} for each in call.artifacts.all()]
            asked[call.pk].end(is_success=is_success, text=text, artifacts=files, code=code)
