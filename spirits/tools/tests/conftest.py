"""A short way to use a tool in a test."""

import json
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic

import pytest

from accounts.models import User
from project.lib.clock import now
from project.lib.errors import DaimonError
from project.lib.ids import uuid7
from spirits.tools import Context, ToolResult, all_tools, find_tool
from spirits.tools.schema import checked

HERE = Path(__file__).parent
CASES = 3  # real ones of each tool, and as many bad ones
_real: defaultdict[str, set[str]] = defaultdict(set)
_bad: defaultdict[str, set[str]] = defaultdict(set)
_left_out: list[pytest.Item] = []


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


def pytest_deselected(items):
    """Note what a run leaves out of the files it was given."""
    _left_out.extend(items)


def pytest_sessionfinish(session, exitstatus):
    """Fail a run of the whole folder in one process when a tool was tried too little."""
    if exitstatus == pytest.ExitCode.OK and _is_whole(session) and _tried_too_little():
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter):
    """How many tools were tried enough, after such a run."""
    if not _is_whole(terminalreporter._session):
        return
    count, few = len(all_tools()), _tried_too_little()
    enough = f"{count - len(few)} of {count} tools with {CASES} real cases and {CASES} bad ones"
    terminalreporter.write_line(f"{enough}: {sum(map(len, _real.values()))} and {sum(map(len, _bad.values()))} in all")
    for name, (real, bad) in few.items():
        terminalreporter.write_line(f"{name}: {real} real, {bad} bad; {CASES} of each are needed", red=True)


def _is_whole(session: pytest.Session) -> bool:
    """Whether every file of the folder was collected whole and run in this process."""
    files = {item.path for item in session.items}
    is_alone = not hasattr(session.config, "workerinput")
    return is_alone and not _left_out and session.testscollected > 0 and files >= set(HERE.glob("test_*.py"))


def _tried_too_little() -> dict[str, tuple[int, int]]:
    """The real and bad cases of each tool that has too few."""
    counts = {each.name: (len(_real[each.name]), len(_bad[each.name])) for each in all_tools()}
    return {name: both for name, both in sorted(counts.items()) if min(both) < CASES}
