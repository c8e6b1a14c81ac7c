"""Tool servers that a person may use, and their tools."""

from uuid import UUID

from django.db.models import F, Q, QuerySet

from accounts.models import User
from spirits.errors import ToolServerNotFound
from spirits.models import Minion, ServerTool, ToolServer


def usable_servers(user: User) -> QuerySet[ToolServer]:
    """The person's own servers and those that staff added for everybody, by name; only those that are switched on."""
    return shown_servers(user).filter(is_active=True)


def shown_servers(user: User) -> QuerySet[ToolServer]:
    """The person's own servers, switched off or on, and everybody's that are on, by name, with their tools."""
    rows = ToolServer.objects.filter(Q(owner=user) | Q(owner=None, is_active=True))
    return rows.prefetch_related("tools").order_by("name", "id")


def get_own_server(user: User, server_id: UUID) -> ToolServer:
    """One of the person's own, or ToolServerNotFound."""
    found = shown_servers(user).filter(owner=user, pk=server_id).first()
    if found is None:
        raise ToolServerNotFound
    return found


def get_signable_server(user: User, server_id: UUID) -> ToolServer:
    """One at which the person may sign in: their own or, for staff who change them, one of everybody's; or ToolServerNotFound."""
    server = get_shown_server(user, server_id)
    if server.owner_id is None and not (user.is_staff and user.has_perm("spirits.change_toolserver")):
        raise ToolServerNotFound
    return server


def get_shown_server(user: User, server_id: UUID) -> ToolServer:
    """One that the person sees, or ToolServerNotFound."""
    found = shown_servers(user).filter(pk=server_id).first()
    if found is None:
        raise ToolServerNotFound
    return found


def served_tools(user: User, minion: Minion | None, *, called: str = "") -> list[ServerTool]:
    """The tools of the minion's servers, or of all that the person may use; of one name the person's own comes last.

    With ``called`` only those of that name.
    """
    rows = ServerTool.objects.filter(server__is_active=True).filter(Q(server__owner=user) | Q(server__owner=None))
    if minion is not None:
        rows = rows.filter(server__minions=minion)
    if called:
        rows = rows.filter(called=called)
    return list(rows.select_related("server").order_by(F("server__owner").asc(nulls_first=True), "called", "id"))
