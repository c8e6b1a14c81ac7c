"""The API's schema as it is, drawn once for all tests that go through its operations."""

from copy import deepcopy
from functools import cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator


def api_schema() -> dict[str, Any]:
    """The OpenAPI description of the API; a copy of one's own."""
    return deepcopy(_drawn())


@cache
def _drawn() -> dict[str, Any]:
    schema: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return schema
