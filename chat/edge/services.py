"""What the edge's handlers share within one process."""

from dataclasses import dataclass

from chat.engine.engine import Engine
from project.ops.async_sql import Pool
from project.ops.live import Hub


@dataclass(frozen=True)
class Services:
    """The database pool, the live updates and the engine of this process."""

    pool: Pool
    hub: Hub
    engine: Engine
