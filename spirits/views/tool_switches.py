"""The builder's part about single tools: as usual, only with a yes each time, or off."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import User
from spirits.copies import live_tools
from spirits.models import Spirit
from spirits.queries.catalogue import spirits_shown_to
from spirits.queries.tool_access import declared_tool
from spirits.queries.tool_servers import served_tools
from spirits.served.tools import declared
from spirits.services.minion_state import MinionChanges
from spirits.templatetags.tools import tool_title
from spirits.tools import Effect
from spirits.views.page import page

FIELD = "switch:"  # before a tool's name in the form
OFF, ASK = "off", "ask"
SEARCHABLE = 6  # so many tools are searched rather than looked through


@dataclass(frozen=True)
class ToolRow:
    """A tool as the builder lists it. ``is_outbound``: as usual, calls of it may wait for a yes."""

    name: str
    title: str
    does: str
    switch: str
    is_outbound: bool


@dataclass(frozen=True)
class ToolGroup:
    """The tools that one spirit or tool server brings."""

    title: str
    icon: str
    rows: tuple[ToolRow, ...]


def switches_of(off: Iterable[str], asked_first: Iterable[str]) -> dict[str, str]:
    """What is set for each tool that is not as usual."""
    return dict.fromkeys(asked_first, ASK) | dict.fromkeys(off, OFF)


def posted(data: QueryDict, kept: Mapping[str, str]) -> dict[str, str]:
    """The switches as a form sent them; tools that it did not show stay as they were."""
    sent = {name.removeprefix(FIELD): value for name, value in data.items() if name.startswith(FIELD)}
    return {name: str(value) for name, value in {**kept, **sent}.items() if value in (OFF, ASK)}


def as_changes(switches: Mapping[str, str]) -> MinionChanges:
    """What the services take."""
    found = {each: [name for name, value in switches.items() if value == each] for each in (OFF, ASK)}
    return {"tools_off": found[OFF], "tools_asked_first": found[ASK]}


def tool_groups(
    user: User, spirits: Sequence[Spirit], servers: Iterable[UUID], switches: Mapping[str, str]
) -> list[ToolGroup]:
    """What these spirits and tool servers bring; a tool of several stands with the first."""
    seen: set[str] = set()
    groups = [ToolGroup(spirit.name, spirit.icon, tuple(_own_rows(spirit.pk, switches, seen))) for spirit in spirits]
    wanted = set(servers)
    if wanted:
        by_server: dict[str, list[ToolRow]] = {}
        for each in served_tools(user, None):
            if each.server_id in wanted:
                is_outbound = declared(each).effect == Effect.OUTBOUND
                row = ToolRow(each.called, each.name, each.description, switches.get(each.called, ""), is_outbound)
                by_server.setdefault(each.server.name, []).append(row)
        groups += [ToolGroup(name, "", tuple(rows)) for name, rows in sorted(by_server.items())]
    return [group for group in groups if group.rows]


def _own_rows(spirit_id: UUID, switches: Mapping[str, str], seen: set[str]) -> Iterable[ToolRow]:
    for each in live_tools().get(spirit_id, []):
        name = each.tool.slug
        tool = declared_tool(name)
        if tool is not None and name not in seen:
            seen.add(name)
            yield ToolRow(name, tool_title(name), tool.does, switches.get(name, ""), tool.effect == Effect.OUTBOUND)


def shown(groups: list[ToolGroup]) -> dict[str, object]:
    """What the fragment draws."""
    return {"tool_groups": groups, "is_searchable": sum(len(group.rows) for group in groups) >= SEARCHABLE}


@require_safe
@page
def minion_tools(request: HttpRequest, user: User) -> HttpResponse:
    """The tools of the ticked spirits and tool servers, with the switches as they stand in the form."""
    chosen = [slug.replace("\x00", "") for slug in request.GET.getlist("spirits")[:50]]
    found = {spirit.slug: spirit for spirit in spirits_shown_to(user).filter(slug__in=chosen)}
    spirits = [found[slug] for slug in dict.fromkeys(chosen) if slug in found]
    groups = tool_groups(user, spirits, ids_in(request.GET.getlist("tool_servers")[:50]), posted(request.GET, {}))
    return render(request, "spirits/_tool_switches.html", shown(groups))


def ids_in(raw: Iterable[str]) -> list[UUID]:
    """The ids among the texts."""
    found = []
    for each in raw:
        try:
            found.append(UUID(each))
        except ValueError:
            continue  # what is no id is no server either
    return found
