"""What a tool server offers."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import structlog
from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from spirits.rules.foreign_schemas import SchemaUnusable, tamed

if TYPE_CHECKING:
    from mcp import Client

log = structlog.get_logger(__name__)

MOST_TOOLS = 100
MOST_PAGES = 20
LONGEST_NAME = 128
LONGEST_DESCRIPTION = 1_000


@dataclass(frozen=True)
class Offered:
    """One tool as the server describes it, its schema made harmless."""

    name: str
    description: str
    arguments: dict[str, Any]
    is_reading: bool


async def offered(client: "Client") -> list[Offered]:
    """The server's first 100 tools; those whose name or schema cannot be used are left out."""
    found: dict[str, Offered] = {}
    cursor = None
    for _ in range(MOST_PAGES):
        page = await client.list_tools(cursor=cursor)
        for tool in page.tools:
            if len(found) < MOST_TOOLS and (usable := _usable(tool)):
                found.setdefault(usable.name, usable)
        cursor = page.next_cursor
        if not cursor or len(found) >= MOST_TOOLS:
            break
    return list(found.values())


def _usable(tool: Any) -> Offered | None:
    name = tool.name
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
        return None
    try:
        arguments = tamed(tool.input_schema)
        Draft202012Validator.check_schema(arguments)
    except (SchemaUnusable, SchemaError) as error:
        log.warning("served_tool_left_out", tool=name, problem=str(error)[:200])
        return None
    words = " ".join(
        "".join(each if each.isprintable() else " " for each in tool.description or tool.title or name).split()
    )
    is_reading = bool(tool.annotations and tool.annotations.read_only_hint)
    return Offered(name, words[:LONGEST_DESCRIPTION], _storable(arguments), is_reading)


def _storable(value: Any) -> Any:
    """The schema without characters that PostgreSQL keeps in no JSON."""
    if isinstance(value, str):
        return value.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {_storable(key): _storable(each) for key, each in value.items()}
    return [_storable(each) for each in value] if isinstance(value, list) else value
