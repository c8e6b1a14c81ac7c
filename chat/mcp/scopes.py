"""What a key may do at ``/mcp``: the scopes of the REST API hold here too."""

from accounts.services.authenticate import AuthenticatedCaller
from project.lib.errors import DaimonError


class ScopeMissing(DaimonError):
    """The key may not do this."""

    code = "forbidden"
    status = 403


def demand(caller: AuthenticatedCaller, group: str, method: str) -> None:
    """Raise ScopeMissing unless the caller may send such a request to that group of endpoints."""
    if not caller.may(group, method):
        raise ScopeMissing(f"This API key lacks {group}:{'read' if method == 'GET' else 'write'}.")
