"""A short way to use a tool in a test."""

import json
from collections import defaultdict
from dataclasses import dataclass, replace
from time import monotonic

import pytest

from accounts.models import User
from project.lib.clock import now
from project.lib.errors import DaimonError
from project.lib.ids import uuid7
from spirits.tools import Context, ToolResult, all_tools, find_tool
from spirits.tools.schema import checked

WHOLE = 60  # tools: fewer of them are a part of the folder
CASES = 3  # real ones of each tool, and as many bad ones
_real: defaultdict[str, set[str]] = defaultdict(set)
_bad: defaultdict[str, set[str]] = defaultdict(set)


@dataclass
class Use:
    """Calls tools for one person at full budget; ``share`` of it with another value."""

    user: User
    share: float = 100

    def __call__(self, name: str, /, **arguments) -> ToolResult:
        tool = find_tool(name)
        assert tool, f"there is no tool {name}"
        case = json.dumps([self.share, arguments], default=str, sort_keys=True)
        try:
            valid = checked(tool.arguments, arguments)
            budget = tool.budget.scaled(self.share)
            context = Context(self.user, now(), budget, uuid7(), deadline=monotonic() + budget.seconds)
            result = tool.function(context, valid)
        except DaimonError:
            _bad[name].add(case)
            raise
        _real[name].add(case)
        return result

    def refused(self, name: str, /, **arguments) -> object:
        """The fields that the refusal names, or its code."""
        with pytest.raises(DaimonError) as caught:
            self(name, **arguments)
        return caught.value.fields or caught.value.code

    def at(self, share: float) -> "Use":
        """The same with that much of the budget."""
        return replace(self, share=share)


@pytest.fixture
def use(alice):
    """Use a tool as alice."""
    return Use(alice)


class Nobody:
    """Stands for a person where no database is needed."""


@pytest.fixture
def calc():
    """Use a tool that touches no data, without a database."""
    return Use(Nobody())


def pytest_terminal_summary(terminalreporter):
    """How many tools were tried enough, after a run of the whole folder in one process."""
    if len(_real) < WHOLE:
        return
    names = [each.name for each in all_tools()]
    few = {
        name: (len(_real[name]), len(_bad[name])) for name in names if min(len(_real[name]), len(_bad[name])) < CASES
    }
    enough = f"{len(names) - len(few)} of {len(names)} tools with {CASES} real cases and {CASES} bad ones"
    terminalreporter.write_line(f"{enough}: {sum(map(len, _real.values()))} and {sum(map(len, _bad.values()))} in all")
    for name, (real, bad) in sorted(few.items()):
        terminalreporter.write_line(f"{name}: {real} real, {bad} bad", red=True)
