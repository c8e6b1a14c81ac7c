"""The tools on a minion's page: what each does, whether it leaves the site, and what is set for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from accounts.models import User
from spirits.models import Minion, MinionSpirit, SpiritTool, ToolServer
from spirits.queries.tool_access import declared_tool
from spirits.queries.tool_servers import served_tools
from spirits.served.tools import declared
from spirits.tools import Effect
from spirits.views.tool_switches import switches_of


@dataclass(frozen=True)
class Chip:
    """A tool as the page shows it. ``opens_at`` is the level it waits for, 0 where it is open."""

    title: str
    does: str
    switch: str
    is_outbound: bool
    opens_at: int = 0


def slots_of(minion: Minion) -> list[tuple[MinionSpirit, list[Chip]]]:
    """Its spirits, each with the tools it brings."""
    switches = _switches(minion)
    equipped: Iterable[MinionSpirit] = minion.equipped  # type: ignore[attr-defined]  # the query put them there
    rows = SpiritTool.objects.filter(spirit__in=[row.spirit_id for row in equipped])
    by_spirit: dict[UUID, list[SpiritTool]] = {}
    for row in rows.select_related("tool").order_by("position"):
        by_spirit.setdefault(row.spirit_id, []).append(row)
    return [
        (slot, [_of_spirit(row, slot.level, switches) for row in by_spirit.get(slot.spirit_id, [])])
        for slot in equipped
    ]


def _of_spirit(row: SpiritTool, level: int, switches: dict[str, str]) -> Chip:
    tool = declared_tool(row.tool.slug)
    return Chip(
        title=row.tool.name,
        does=row.tool.description,
        switch=switches.get(row.tool.slug, ""),
        is_outbound=tool is not None and tool.effect == Effect.OUTBOUND,
        opens_at=row.unlock_level if row.unlock_level > level else 0,
    )


def servers_of(user: User, minion: Minion) -> list[tuple[ToolServer, list[Chip]]]:
    """Its tool servers, each with what it offers; one that is switched off, or that others alone may use, offers nothing."""
    servers: list[ToolServer] = sorted(minion.tool_servers.all(), key=lambda each: (each.name, each.pk))
    if not servers:
        return []
    switches = _switches(minion)
    found: dict[Any, list[Chip]] = {}
    for each in served_tools(user, minion):
        is_outbound = declared(each).effect == Effect.OUTBOUND
        chip = Chip(each.name, each.description, switches.get(each.called, ""), is_outbound)
        found.setdefault(each.server_id, []).append(chip)
    return [(server, found.get(server.pk, [])) for server in servers]


def _switches(minion: Minion) -> dict[str, str]:
    return switches_of(minion.tools_off, minion.tools_asked_first)
