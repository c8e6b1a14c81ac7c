"""The tool calls within runs, as a page shows them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from chat.models import RunEvent
from spirits.models import Artifact, ToolCall
from spirits.rules.made_files import MadeFile, made_files


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
    ms: int | None = None  # how long the tool worked, where that is known
    files: list[MadeFile] = field(default_factory=list)

    @property
    def error(self) -> dict[str, str] | None:
        """What went wrong, for the page to say in its language."""
        return {"code": self.code, "message": self.text} if self.code else None

    def end(self, *, is_success: bool, text: str, files: list[MadeFile], ms: int | None, code: str = "") -> None:
        """Take in the call's result."""
        self.is_done, self.is_success, self.text = True, is_success, text
        self.files, self.ms, self.approval, self.code = files, ms, "", code


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
            told = data["data"]
            code = "" if data["ok"] else told.get("code", "")
            step.end(is_success=data["ok"], text=data["text"], files=_files(told), ms=told.get("ms"), code=code)
    _catch_up({call_id: step for call_id, step in asked.items() if not step.is_done})
    _look_for(file for found in steps.values() for step in found.values() for file in step.files)
    return {run_id: list(found.values()) for run_id, found in steps.items()}


def _files(told: dict[str, Any]) -> list[MadeFile]:
    return made_files((UUID(each["id"]), each["name"], each.get("mime", "")) for each in told.get("artifacts", []))


def _catch_up(asked: dict[UUID, ToolStep]) -> None:
    if not asked:
        return
    for call in ToolCall.objects.filter(pk__in=asked).prefetch_related("artifacts"):
        if call.is_final:
            error = call.error or {}
            text = call.text or error.get("message", call.get_state_display())
            is_success = call.state == ToolCall.State.SUCCEEDED
            code = "" if is_success else error.get("code", call.state)
            asked[call.pk].end(is_success=is_success, text=text, files=call.made_files, ms=call.duration_ms, code=code)


def _look_for(files: Iterable[MadeFile]) -> None:
    """Mark those that are no longer there."""
    by_id = {each.pk: each for each in files}
    if not by_id:
        return
    there = set(Artifact.objects.filter(pk__in=by_id).values_list("pk", flat=True))
    for artifact_id, file in by_id.items():
        file.is_gone = artifact_id not in there
