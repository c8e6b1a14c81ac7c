"""How the arguments of a tool that staff defined get into its prompt or its address."""

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from project.lib.errors import InvalidInput

PLACE = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")
ABSENT = ""


def filled(template: str, arguments: Mapping[str, Any]) -> str:
    """The prompt with each ``{name}`` replaced by its argument, once: what an argument says is not filled in again."""
    return PLACE.sub(lambda found: _written(arguments.get(found[1], ABSENT)), template)


def address(url: str, arguments: Mapping[str, Any], *, with_query: bool) -> str:
    """The address with each ``{name}`` filled in so that it stays in its place; the others become the query, if wanted."""
    used = set(places(url))
    found = PLACE.sub(lambda place: quote(_written(arguments.get(place[1], ABSENT)), safe=""), url)
    rest = {name: _written(value) for name, value in arguments.items() if name not in used}
    if not with_query or not rest:
        return found
    return f"{found}{'&' if '?' in found else '?'}{urlencode(rest)}"


def body(url: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """What is sent: the arguments that the address does not use."""
    used = set(places(url))
    return {name: value for name, value in arguments.items() if name not in used}


def places(template: str) -> list[str]:
    """The names that are filled in."""
    return PLACE.findall(template)


def check_places(template: str, arguments: Mapping[str, Any], *, field: str) -> None:
    """InvalidInput when the template names an argument that the schema does not have."""
    unknown = [name for name in places(template) if name not in arguments.get("properties", {})]
    if unknown:
        raise InvalidInput.of(field, f"There is no argument called {unknown[0]!r}.")


def check_address(url: str) -> None:
    """InvalidInput unless it is http or https and its host is fixed: no argument may choose whom we call."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise InvalidInput.of("url", "Expected an address such as https://api.example/v1/{name}.")
    if PLACE.search(parts.netloc):
        raise InvalidInput.of("url", "An argument cannot stand in the host's name.")


def _written(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
