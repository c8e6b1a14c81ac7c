"""What the edge's handlers share within one process."""

from dataclasses import dataclass

from chat.door.application import Doors
from chat.door.meter import UsageBook
from chat.engine.engine import Engine
from chat.mcp.door import McpDoor
from project.ops.async_sql import Pool
from project.ops.live import Hub


@dataclass(frozen=True)
class Services:
    """The database pool, the live updates, the engine, and the doors of other programs with their usage."""

    pool: Pool
    hub: Hub
    engine: Engine
    book: UsageBook
    doors: Doors
    mcp: McpDoor
