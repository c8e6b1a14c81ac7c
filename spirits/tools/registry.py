"""The tools there are, found by name. Modules of the category packages register theirs when they are imported."""

import pkgutil
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator

from spirits.tools.declaration import Budget, Effect, Schema, Tool
from spirits.tools.result import ToolResult

if TYPE_CHECKING:
    from spirits.tools.context import Context

CATEGORIES = ("content", "data", "development", "integration", "quality", "specialized")
WORK = "_work"  # modules so named are imported by workers only

Function = "Callable[[Context, dict[str, Any]], ToolResult]"
_tools: dict[str, Tool] = {}


def tool(
    name: str,
    does: str,
    arguments: Schema,
    *,
    returns: Schema | None = None,
    effect: Effect = Effect.READ,
    budget: Budget = Budget(),  # noqa: B008 - frozen
    needs: tuple[str, ...] = (),
    example: Mapping[str, Any] | None = None,
    stays_inside: Callable[[Mapping[str, Any]], bool] | None = None,
    fetches: Callable[[Mapping[str, Any]], Sequence[str]] | None = None,
) -> "Callable[[Callable[[Context, dict[str, Any]], ToolResult]], Callable[[Context, dict[str, Any]], ToolResult]]":
    """Register the function below as the tool of that name; a wrong schema or a second one of the name is an error."""
    Draft202012Validator.check_schema(dict(arguments))

    def register(function: Any) -> Any:
        if name in _tools and _tools[name].function.__module__ != function.__module__:
            raise ValueError(f"There are two tools called {name!r}.")
        shape = returns or {"type": "object"}
        _tools[name] = Tool(
            name, does, arguments, function, shape, effect, budget, needs, example, stays_inside, fetches
        )
        return function

    return register


def find_tool(name: str) -> Tool | None:
    """The tool of that name, or None."""
    _load()
    return _tools.get(name)


def all_tools() -> list[Tool]:
    """Every tool, by name."""
    _load()
    return [each for _, each in sorted(_tools.items())]


@cache
def _load() -> None:
    for category in CATEGORIES:
        package = import_module(f"spirits.tools.{category}")
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith(WORK) and ".tests" not in module.name:
                import_module(module.name)
