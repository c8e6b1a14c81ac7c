"""The names of all pages, from the URL configuration itself."""

import re
from collections.abc import Iterator
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from project.lib.ids import uuid7


def page_names(client: Client) -> set[str]:
    """The names of all addresses outside the API and the admin that answer a GET, from the URL configuration itself."""
    return {
        pattern.name or "legacy-social"
        for route, pattern in _walk(get_resolver().url_patterns)
        if not route.startswith(("api/", "_allauth/", "^_allauth", "admin/")) and _answers_get(client, route, pattern)
    }


def _answers_get(client: Client, route: str, pattern: URLPattern) -> bool:
    """Whether it is worth a look: what takes a POST alone says 405 to a GET, whatever it is about."""
    converters = re.findall(r"<(?:(\w+):)?(\w+)>", route)
    examples = {"uuid": str(uuid7()), "int": "1", "slug": "x", "str": "x", "path": "x", "": "x"}
    if "(?P" in route:
        return True
    address = "/" + route
    for converter, name in converters:
        address = address.replace(f"<{converter}:{name}>" if converter else f"<{name}>", examples.get(converter, "x"))
    return client.get(address).status_code != 405


def _walk(patterns: list[Any], above: str = "") -> Iterator[tuple[str, URLPattern]]:
    for each in patterns:
        route = above + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _walk(each.url_patterns, route)
        else:
            yield route, each
