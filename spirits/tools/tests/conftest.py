"""A short way to use a tool in a test."""

from dataclasses import dataclass, replace
from time import monotonic

import pytest

from accounts.models import User
from project.lib.clock import now
from project.lib.errors import DaimonError
from project.lib.ids import uuid7
from spirits.tools import Context, ToolResult, find_tool
from spirits.tools.schema import checked


@dataclass
class Use:
    """Calls tools for one person at full budget; ``share`` of it with another value."""

    user: User
    share: float = 100

    def __call__(self, name: str, /, **arguments) -> ToolResult:
        tool = find_tool(name)
        assert tool, f"there is no tool {name}"
        valid = checked(tool.arguments, arguments)
        budget = tool.budget.scaled(self.share)
        context = Context(self.user, now(), budget, uuid7(), deadline=monotonic() + budget.seconds)
        return tool.function(context, valid)

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
