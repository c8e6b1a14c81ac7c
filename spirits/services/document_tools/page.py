"""Writes the page from the registry, and runs the examples for it."""

import json
import re
from dataclasses import dataclass, field
from io import BytesIO
from shutil import rmtree
from time import monotonic
from typing import Any
from uuid import UUID

from django.db import transaction
from django.test.utils import override_settings

from accounts.models import User
from project.lib.errors import DaimonError
from spirits.blobs import blob_path
from spirits.copies import forget_catalogue
from spirits.models import Tool as Entry
from spirits.services.document_tools.moment import MOMENT
from spirits.services.document_tools.scenes import staged
from spirits.services.load_catalogue import load_catalogue
from spirits.services.workspace import write_file
from spirits.tools import Context, Tool, all_tools
from spirits.tools.schema import checked

LONGEST = 1_200
CALL = UUID(int=0x01900000_0000_7000_8000_000000000001)  # the seed of what tools choose by chance
PERSON = UUID(int=CALL.int + 1)  # whom chains of digests begin with
PICTURE = "photos/cat.png"
HEAD = """# The tools

Written by `./daimon manage document_tools` from the registry; each result is what the example gave when it was run, at
full budget, on the morning of 2 March 2026, for a person who has a picture in the workspace and nothing else. Nothing
outside the machine is asked: where a tool needs a model, a service, documents or a spirit, a line above its result says
what stood in, such as a scripted model or a server on loopback. Ids are counted through in the order of their appearance,
such a server's port is written as 8000, and what is long is cut at " …"; nothing else of a result is changed. See [writing
a tool](writing-a-tool.md) for how they are made.

{count} tools.
"""
_ID = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")


def document_tools(*, total: int) -> str:
    """The page, the same for the same tools. The examples run for a person who is made for it and gone afterwards, with all they made."""
    tools = all_tools()
    examples = Examples()
    with transaction.atomic(), override_settings(SEARCH_URL="", OSV_URL=""):
        is_bare = not Entry.objects.exists()
        if is_bare:
            load_catalogue()
        person = User.objects.create_user("examples@example.invalid", id=PERSON)
        write_file(user=person, path=PICTURE, content=_picture(), now=MOMENT)
        results = [examples.result(tool, person) for tool in tools]
        transaction.set_rollback(True)
    if is_bare:
        forget_catalogue()  # copies of what is no more
    rmtree(blob_path(person.pk, "").parents[1], ignore_errors=True)
    head = HEAD.format(count=f"{len(tools)} of {total}")
    return "\n".join([head, *(f"{described(tool)}\n{result}\n" for tool, result in zip(tools, results, strict=True))])


def described(tool: Tool) -> str:
    """What the page says of a tool before its example's result: all that the registry alone decides."""
    budget = tool.budget
    needs = f" · needs {', '.join(tool.needs)}" if tool.needs else ""
    limits = f"{budget.seconds:g} s, {budget.megabytes} MB, {budget.rows:,} rows, {budget.results:,} results"
    example = json.dumps(tool.example, ensure_ascii=False, indent=1)
    return (
        f"## {tool.name}\n\n{tool.does}\n\nEffect: {tool.effect.value}{needs} · budget: {limits}\n\n"
        f"{_arguments(tool)}\n\n```json\n{_cut(example)}\n```\n"
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


class ExampleFailed(Exception):
    """A tool's example gave no result here."""


@dataclass
class Examples:
    """Runs examples, and counts the ids in their results."""

    ids: dict[str, str] = field(default_factory=dict)

    def result(self, tool: Tool, person: User) -> str:
        """What the tool's example gave, below a line that says what stood in for what it needs; ExampleFailed without a result."""
        with staged(tool, person) as stage:
            given = {**(tool.example or {}), **stage.arguments}
            if outside := [each for each in tool.addresses_in(given) if not stage.serves(each)]:
                raise ExampleFailed(
                    f"The example of {tool.name} fetches {outside[0]}; it has to be served on loopback."
                )
            context = Context(person, MOMENT, tool.budget, CALL, deadline=monotonic() + tool.budget.seconds)
            try:
                with transaction.atomic():
                    result = tool.function(context, checked(tool.arguments, given))
            except DaimonError as error:
                raise ExampleFailed(f"The example of {tool.name} was refused: {error.message}") from error
        text, data = (stage.told(each) for each in (result.text, json.dumps(result.data, ensure_ascii=False)))
        said = f"{stage.said}\n\n" if stage.said else ""
        files = f"\n\nFiles: {', '.join(each.name for each in result.artifacts)}" if result.artifacts else ""
        return f"{said}```text\n{self._told(text)}\n```\n\n```json\n{self._told(data)}\n```{files}"

    def _told(self, text: str) -> str:
        return _cut(_ID.sub(self._counted, text))

    def _counted(self, found: re.Match[str]) -> str:
        number = len(self.ids) + 1
        return self.ids.setdefault(found[0], f"01900000-0000-7000-8000-{number:012}")


def _picture() -> bytes:
    from PIL import Image  # a large library that only this command needs here

    picture = Image.linear_gradient("L").resize((32, 32)).convert("RGB")
    written = BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST] + " …"
