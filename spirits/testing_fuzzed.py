"""Makes calls through the API's door and keeps what must not happen: crashes, and calls beyond their time."""

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from django.test import Client

from accounts.models import User
from accounts.testing import client_of
from spirits.models import Minion, SpiritTool, ToolCall
from spirits.rules.tool_budgets import reach_percent
from spirits.testing import make_free_plan, make_minion, make_spirit, make_tool
from spirits.testing_fuzz import Call
from spirits.tools import all_tools

SHARE = 1.2  # of a call's time


@dataclass
class Made:
    """What came of the calls so far."""

    client: Client
    minion: Minion
    statuses: Counter[int] = field(default_factory=Counter)
    tools: Counter[str] = field(default_factory=Counter)
    crashes: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    slowest: dict[str, float] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    is_warm: bool = False

    def make(self, call: Call) -> None:
        """One call through the door."""
        body = json.dumps({"arguments": call.arguments, "minion": str(self.minion.pk)})
        sent = body.encode()  # of up to hundreds of megabytes, which is no work of the site's
        began = monotonic()
        answer = self.client.post(f"/api/v1/tools/{call.tool.name}/run/", sent, content_type="application/json")
        took = monotonic() - began
        self.seconds[call.tool.name] += took
        self.statuses[answer.status_code] += 1
        self.tools[call.tool.name] += 1
        said = f"{call.tool.name} {body[:300]} -> {answer.status_code} {answer.content[:200]!r}"
        is_json = answer.headers["Content-Type"].startswith("application/json")
        if not is_json or answer.status_code >= 500:
            self.crashes.append(said)
        self._time(call, took, said)

    def _time(self, call: Call, took: float, said: str) -> None:
        """The whole request counts once every module is loaded; until then the call's own time, which has no first import in it."""
        budget = call.tool.budget.scaled(reach_percent(1, 0)).seconds
        self.slowest[call.tool.name] = max(took / budget, self.slowest.get(call.tool.name, 0))
        if took <= budget * SHARE:
            return
        row = ToolCall.objects.order_by("-id").first()
        if self.is_warm or (row and row.duration_ms > budget * SHARE * 1_000):
            self.late.append(f"{took:.2f} s, of them the call {row and row.duration_ms} ms, of {budget:.1f} s: {said}")

    def report(self) -> dict[str, Any]:
        """For reading."""
        return {
            "calls": self.statuses.total(),
            "tools": len(self.tools),
            "statuses": dict(sorted(self.statuses.items())),
            "seconds": round(sum(self.seconds.values())),
            "most of them in": {
                name: round(took) for name, took in sorted(self.seconds.items(), key=lambda each: -each[1])[:6]
            },
            "slowest, of their time": {
                name: round(share, 2) for name, share in sorted(self.slowest.items(), key=lambda each: -each[1])[:5]
            },
        }


def furnished(user: User) -> Made:
    """A person whose minion, at the first level, may use every tool."""
    spirit = make_spirit("all", tools=[make_tool(each.name) for each in all_tools()])
    SpiritTool.objects.update(unlock_level=1)
    make_free_plan(spirits=[spirit])
    return Made(client_of(user), make_minion(user, spirits=[spirit]))
