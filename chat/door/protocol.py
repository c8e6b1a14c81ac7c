"""What one protocol is: its endpoints and how it words failures."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from chat.door.errors import NoSuchEndpoint
from project.lib.errors import DaimonError

Handler = Callable[..., Awaitable[None]]


@dataclass(frozen=True)
class Door:
    """``routes`` by method and path; one that ends in ``/`` takes the rest of the path as its argument.

    Handlers in ``bodiless`` are asked by POST without a body.
    """

    name: str
    routes: Mapping[str, Handler]
    error_body: Callable[[DaimonError], dict[str, Any]]
    failure_in_stream: Callable[[DaimonError], bytes]
    bodiless: frozenset[Handler] = frozenset()

    def route_of(self, path: str) -> str:
        """The route a path belongs to, whatever the method; empty when there is none."""
        paths = {route.partition(" ")[2] for route in self.routes}
        if path in paths:
            return path
        return next((each for each in sorted(paths) if each.endswith("/") and path.startswith(each)), "")

    def find(self, method: str, path: str) -> tuple[Handler, str]:
        """The handler and its argument, or NoSuchEndpoint."""
        method = "GET" if method == "HEAD" else method
        if handler := self.routes.get(f"{method} {path}"):
            return handler, ""
        for route, handler in self.routes.items():
            if route.endswith("/") and f"{method} {path}".startswith(route):
                return handler, f"{method} {path}".removeprefix(route)
        raise NoSuchEndpoint(f"There is no {method[:10]} {path[:200]} here.")
