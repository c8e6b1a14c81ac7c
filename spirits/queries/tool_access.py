"""Which tools a person, or one of their minions, may use now, and how well."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import NoReturn
from uuid import UUID

from accounts.models import User
from spirits.copies import bringing_tool, live_tools, own_versions
from spirits.errors import MinionArchived, ToolLocked, ToolNotFound, ToolOff
from spirits.models import Minion, MinionSpirit, Spirit
from spirits.own_tools.declaring import declared_own
from spirits.queries.access import access_of, open_spirits
from spirits.queries.catalogue import spirits_shown_to
from spirits.queries.minions import get_minion, get_minion_in_slots
from spirits.queries.synergy import pair_table
from spirits.queries.tool_servers import served_tools
from spirits.rules.progression import HIGHEST_SPIRIT_LEVEL
from spirits.rules.synergy import synergy_within
from spirits.served.tools import SEPARATOR, declared
from spirits.tools import Tool, all_tools, find_tool


@dataclass(frozen=True)
class ToolAccess:
    """A tool, the spirit it comes from with its level, and what the minion's spirits add.

    A tool of another program comes from no spirit: it has its whole reach, and teaches nobody.
    """

    tool: Tool
    spirit: Spirit | None
    level: int
    unlock_level: int
    synergy_percent: int = 0
    minion: Minion | None = None

    @property
    def is_unlocked(self) -> bool:
        """Whether the spirit's level opens it."""
        return self.level >= self.unlock_level

    @property
    def is_off(self) -> bool:
        """Whether its owner switched it off for the minion."""
        return self.minion is not None and self.tool.name in self.minion.tools_off

    @property
    def asks_first(self) -> bool:
        """Whether each of the minion's calls needs its owner's yes, whatever the tool does and was allowed before."""
        return self.minion is not None and self.tool.name in self.minion.tools_asked_first

    @property
    def switch(self) -> str:
        """What was set for the minion: "off", "ask", or "" for as usual."""
        return "off" if self.is_off else "ask" if self.asks_first else ""


def tools_of(user: User, *, minion_id: UUID | None = None) -> list[ToolAccess]:
    """Every tool of the person's spirits and tool servers (of the minion's, when one is given), locked ones too, by name.

    A tool of several spirits comes from the one that is unlocked and highest. Without a minion a spirit has the
    highest level it reached in any of the person's minions.
    """
    minion = _minion(user, minion_id) if minion_id else None
    levels = _levels_in(minion, user) if minion else _levels_anywhere(user)
    synergy = _synergy(minion)
    best: dict[str, ToolAccess] = {}
    for row in (row for spirit_id, rows in live_tools().items() if spirit_id in levels for row in rows):
        tool = declared_tool(row.tool.slug)
        if tool is None:
            continue
        found = ToolAccess(tool, row.spirit, levels[row.spirit_id], row.unlock_level, synergy, minion)
        if tool.name not in best or _rank(found) > _rank(best[tool.name]):
            best[tool.name] = found
    best |= {each.tool.name: each for each in _served(user, minion)}
    return [best[name] for name in sorted(best)]


def get_tool_access(user: User, name: str, *, minion_id: UUID | None = None) -> ToolAccess:
    """The person's access to one tool; ToolNotFound, ToolLocked with what is missing, or ToolOff."""
    access = _granted(user, name, minion_id)
    if access.is_off:
        raise ToolOff(f"{name} is switched off for this minion.")
    return access


def _granted(user: User, name: str, minion_id: UUID | None) -> ToolAccess:
    if SEPARATOR in name:
        return _served_access(user, name, _minion_in_slots(user, minion_id) if minion_id else None)
    tool = declared_tool(name)
    if tool is None:
        raise ToolNotFound(f"There is no tool called {name[:60]!r}.")
    access = _best_of(user, tool, _minion_in_slots(user, minion_id) if minion_id else None)
    if access is None:
        raise ToolLocked(_missing(user, name, minion_id))
    if access.spirit and not access.is_unlocked:
        needed = f"{tool.name} opens at level {access.unlock_level} of {access.spirit.name}; it is at {access.level}."
        raise ToolLocked(needed)
    return access


def access_to(user: User, name: str) -> ToolAccess:
    """The person's own access to a tool they can see, unlocked or not; ToolNotFound for one that nobody shows them."""
    if SEPARATOR in name:
        return _served_access(user, name, None)
    tool = declared_tool(name)
    if tool is not None and (found := _best_of(user, tool, None)):
        return found
    if tool is None or not spirits_shown_to(user).filter(tools__slug=name).exists():
        raise ToolNotFound(f"There is no tool called {name[:60]!r}.")
    return ToolAccess(tool, None, 1, HIGHEST_SPIRIT_LEVEL + 1)


def known_tool_names(user: User, names: Iterable[str]) -> set[str]:
    """Those of the names that are tools here, or of a tool server that the person may use."""
    asked = set(names)
    own = {name for name in asked if SEPARATOR not in name and declared_tool(name) is not None}
    served = {each.called for each in served_tools(user, None)} if asked - own else set()
    return own | (asked & served)


def declared_tool(name: str) -> Tool | None:
    """One of Daimon's own tools, or one that staff defined; None when there is no such."""
    tool = find_tool(name)
    if tool is None and (version := own_versions().get(name)):
        return declared_own(version)
    return tool


def _best_of(user: User, tool: Tool, minion: Minion | None) -> ToolAccess | None:
    """What ``tools_of`` says of this one tool, from the few rows that can bring it; None where nothing does."""
    bringing = bringing_tool(tool.name)
    among = {row.spirit_id for row in bringing}
    levels = _levels_in(minion, user, among) if minion else _levels_anywhere(user, among)
    synergy = _synergy(minion) if levels else 0
    found = (
        ToolAccess(tool, row.spirit, levels[row.spirit_id], row.unlock_level, synergy, minion)
        for row in bringing
        if row.spirit_id in levels
    )
    return max(found, key=_rank, default=None)  # of equals the first, as in the list of all


def _synergy(minion: Minion | None) -> int:
    slugs = [row.spirit.slug for row in getattr(minion, "equipped", ())]
    return synergy_within(slugs, pair_table()).net_percent if slugs else 0


def _served(user: User, minion: Minion | None, called: str = "") -> list[ToolAccess]:
    found = served_tools(user, minion, called=called)
    return [ToolAccess(declared(each), None, HIGHEST_SPIRIT_LEVEL, 1, 0, minion) for each in found]


def _served_access(user: User, name: str, minion: Minion | None) -> ToolAccess:
    found = _served(user, minion, name)
    if not found and minion and served_tools(user, None, called=name):
        raise ToolLocked("This minion does not use the tool server that the tool belongs to.")
    return found[-1] if found else _absent(name)


def known_tool(name: str) -> Tool:
    """The declaration, whoever may use it; ToolNotFound otherwise."""
    return next((each for each in all_tools() if each.name == name), None) or _absent(name)


def _absent(name: str) -> NoReturn:
    raise ToolNotFound(f"There is no tool called {name[:60]!r}.")


def _minion(user: User, minion_id: UUID) -> Minion:
    return _unarchived(get_minion(user, minion_id))


def _minion_in_slots(user: User, minion_id: UUID) -> Minion:
    return _unarchived(get_minion_in_slots(user, minion_id))


def _unarchived(minion: Minion) -> Minion:
    if minion.archived_at:
        raise MinionArchived
    return minion


def _levels_in(minion: Minion, user: User, among: Collection[UUID] | None = None) -> dict[UUID, int]:
    """The spirits in its slots (those ``among`` them) that are still open to its owner, with their levels."""
    rows: list[MinionSpirit] = list(getattr(minion, "equipped", ()))
    rows = [row for row in rows if among is None or row.spirit_id in among]
    if not rows:
        return {}
    open_now = open_spirits(user, [row.spirit for row in rows])
    return {row.spirit_id: row.level for row in rows if row.spirit_id in open_now}


def _levels_anywhere(user: User, among: Collection[UUID] | None = None) -> dict[UUID, int]:
    rows, spirits = MinionSpirit.objects.filter(minion__owner=user), spirits_shown_to(user)
    if among is not None:
        rows, spirits = rows.filter(spirit__in=among), spirits.filter(pk__in=among)
    reached: dict[UUID, int] = {}
    for spirit_id, level in rows.values_list("spirit_id", "level"):
        reached[spirit_id] = max(level, reached.get(spirit_id, 1))
    return {spirit_id: reached.get(spirit_id, 1) for spirit_id in open_spirits(user, spirits)}


def _rank(access: ToolAccess) -> tuple[bool, int]:
    return access.is_unlocked, access.level


def _missing(user: User, name: str, minion_id: UUID | None) -> str:
    spirits = list(Spirit.objects.filter(spirit_tools__tool__slug=name, state="live").order_by("position", "id"))
    if not spirits:
        return "No spirit on offer has this tool."
    names = " or ".join(spirit.name for spirit in spirits)
    if minion_id and any(each.is_available for each in access_of(user, spirits)):
        return f"This minion does not have {names}, which the tool belongs to."
    return " ".join(f"{each.spirit.name}: {each.access.explanation}." for each in access_of(user, spirits))
