"""docs/tools.md: every tool with a real call and its result."""

import json
from datetime import datetime
from time import monotonic
from typing import Any

from django.db import transaction

from accounts.models import User
from project.lib.errors import DaimonError
from project.lib.ids import uuid7
from spirits.tools import Context, Tool, all_tools
from spirits.tools.schema import checked

LONGEST = 1_200
HEAD = """# The tools

Written by `./daimon manage document_tools` from the registry; each result is what the example gave when it was run, at
full budget. A tool that lacks something here says what; see [writing a tool](writing-a-tool.md) for how they are made.

{count} tools.
"""


def document_tools(*, total: int, now: datetime) -> str:
    """The page. The examples run for a person who is made for it and gone afterwards, with all that they made."""
    tools = all_tools()
    with transaction.atomic():
        person = User.objects.create_user("examples@example.invalid")
        parts = [HEAD.format(count=f"{len(tools)} of {total}"), *(_section(tool, person, now) for tool in tools)]
        transaction.set_rollback(True)
    return "\n".join(parts)


def _section(tool: Tool, person: User, now: datetime) -> str:
    budget = tool.budget
    needs = f" · needs {', '.join(tool.needs)}" if tool.needs else ""
    limits = f"{budget.seconds:g} s, {budget.megabytes} MB, {budget.rows:,} rows, {budget.results:,} results"
    example = json.dumps(tool.example, ensure_ascii=False, indent=1)
    return (
        f"## {tool.name}\n\n{tool.does}\n\nEffect: {tool.effect.value}{needs} · budget: {limits}\n\n"
        f"{_arguments(tool)}\n\n```json\n{_cut(example)}\n```\n\n{_result(tool, person, now)}\n"
    )


def _arguments(tool: Tool) -> str:
    required = tool.arguments.get("required", [])
    lines = ["| argument | meaning |", "|---|---|"]
    for name, part in tool.arguments["properties"].items():
        means = " ".join(str(part.get("description", "")).split()).replace("|", "\\|")
        extra = " (required)" if name in required else ""
        lines.append(f"| `{name}`{extra} | {means}{_choices(part)} |")
    return "\n".join(lines)


def _choices(part: dict[str, Any]) -> str:
    options = f" One of {', '.join(f'`{each}`' for each in part['enum'])}." if "enum" in part else ""
    return options + (f" Default: `{json.dumps(part['default'])}`." if "default" in part else "")


def _result(tool: Tool, person: User, now: datetime) -> str:
    end = monotonic() + tool.budget.seconds
    context = Context(person, now, tool.budget, uuid7(), deadline=end)
    try:
        with transaction.atomic():
            result = tool.function(context, checked(tool.arguments, dict(tool.example or {})))
    except DaimonError as error:
        return f"Here it says `{error.code}`: {error.message}"
    files = f"\n\nFiles: {', '.join(each.name for each in result.artifacts)}" if result.artifacts else ""
    return (
        f"```text\n{_cut(result.text)}\n```\n\n```json\n{_cut(json.dumps(result.data, ensure_ascii=False))}\n```{files}"
    )


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST] + " …"
