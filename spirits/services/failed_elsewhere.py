"""A failure of something that a tool needs is the call's result, and no fault of this server."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from project.lib.errors import DaimonError
from spirits.tools import Tool

FAILED_ELSEWHERE = 424  # Failed Dependency: the call was understood and made, and what it needs did not do its part
GATEWAY = frozenset({502, 503, 504})


def status_of_failure(status: int) -> int:
    """The status that a failed call answers with: those of a gateway, which speak of this server, become 424."""
    return FAILED_ELSEWHERE if status in GATEWAY else status


def named(error: DaimonError, tool: Tool, arguments: Mapping[str, Any]) -> DaimonError:
    """The tool's failure as every door tells it; one of a fetched address names the host and the argument it came from."""
    if error.status not in GATEWAY:
        return error
    error.status = FAILED_ELSEWHERE
    fetched = list(tool.addresses_in(arguments))
    names = [name for name, value in arguments.items() if value in fetched]
    if names and not error.fields:
        host = urlsplit(str(arguments[names[0]])).hostname or ""
        error.message = error.message if host in error.message else f"{host}: {error.message}"
        error.fields = {name: [error.message] for name in names}
    return error
