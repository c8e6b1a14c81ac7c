"""Reads what a stream is asked for."""

from typing import Any
from urllib.parse import parse_qsl

Scope = dict[str, Any]


class BadQuery(Exception):
    """A query parameter is unknown or malformed; ``args`` are its name and what is wrong."""


def parameters(scope: Scope, known: set[str]) -> dict[str, str]:
    """The query parameters, each given once at most; BadQuery names one that is not known."""
    pairs = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    given = dict(pairs)
    if len(given) != len(pairs):
        raise BadQuery("query", "A query parameter is given more than once.")
    unknown = set(given) - known
    if unknown:
        raise BadQuery(sorted(unknown)[0], "Unknown query parameter.")
    return given
