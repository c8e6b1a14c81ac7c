"""Every operation of the schema: what it is about, and how it is asked."""

import re
from typing import Any

import pytest
from django.db import models, transaction
from django.test import Client
from django.urls import resolve

from project.testing.schema import api_schema

OPEN_TO_STRANGERS = {"GET /api/v1/spirits/health/"}
# chat/tests/test_follow_run.py asks that door.
SERVED_AT_THE_EDGE = {"GET /api/v1/runs/{id}/events", "GET /api/v1/jobs/live/"}
# Objects everybody signed in may read, or that only staff have: no owner to compare with.
SHARED_MODELS = {
    "spirits.Spirit", "spirits.Category", "spirits.Bundle", "spirits.Plan", "spirits.Tool", "spirits.MinionTemplate",
    "training.LanguageModel",
}  # fmt: skip
NOBODYS_ID = "01900000-0000-7000-8000-000000000000"
METHODS = ("get", "post", "put", "patch", "delete")
Operation = tuple[str, str, dict[str, Any]]


def operations() -> list[Operation]:
    """Method, path template and description of every operation."""
    schema = api_schema()
    return [
        (method.upper(), path, parts[method])
        for path, parts in schema["paths"].items()
        for method in METHODS
        if method in parts
    ]


def name_of(method: str, path: str) -> str:
    """What an operation is called in the lists above."""
    return f"{method} {path}"


OPERATIONS = operations()


def each_of(chosen: list[Operation]) -> pytest.MarkDecorator:
    """Asks a test about each of these operations."""
    return pytest.mark.parametrize(
        ("method", "path", "operation"), chosen, ids=[name_of(method, path) for method, path, _ in chosen]
    )


def filled(path: str, operation: dict[str, Any], values: dict[str, Any] | None = None) -> str:
    """The path with each parameter replaced by a given value, or by a well-formed one nobody has."""
    schemas = {each["name"]: each["schema"] for each in operation.get("parameters", []) if each["in"] == "path"}
    known = values or {}
    return re.sub(r"\{(\w+)\}", lambda found: str(known.get(found[1], example(found[1], schemas[found[1]]))), path)


def example(name: str, schema: dict[str, Any]) -> Any:
    """A value the path accepts."""
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("type") == "integer":
        return 1
    return NOBODYS_ID if schema.get("format") == "uuid" or name == "id" or name.endswith("_id") else "nobody"


def view_of(path: str, operation: dict[str, Any]) -> Any:
    """The view class that answers."""
    view = resolve(filled(path, operation)).func
    return getattr(view, "cls", None) or getattr(view, "view_class", None)


def model_of(view: Any) -> type[models.Model] | None:
    """The model of the objects a view shows."""
    if getattr(view, "queryset", None) is not None:
        return view.queryset.model
    serializer = getattr(view, "serializer_class", None)
    return getattr(getattr(serializer, "Meta", None), "model", None)


def owned_model(method: str, path: str, operation: dict[str, Any]) -> type[models.Model] | None:
    """The model of the one object that the path names; None without one, or where it belongs to nobody."""
    if "{id}" not in path or name_of(method, path) in SERVED_AT_THE_EDGE:
        return None
    model = model_of(view_of(path, operation))
    return None if model is None or model._meta.label in SHARED_MODELS else model


def send(client: Client, method: str, path: str, **extra: Any) -> Any:
    """The request with an empty body and every header an edit may ask for."""
    headers = {"If-Match": "*", **extra.pop("headers", {})}
    body = {"data": {}, "content_type": "application/json"} if method != "GET" else {}
    with transaction.atomic():
        return getattr(client, method.lower())(path, headers=headers, **body, **extra)


def check_shape(answer: Any, operation: dict[str, Any]) -> None:
    """No crash, no HTML, no undocumented status, and errors in the one shape."""
    assert answer.status_code < 500 or answer.status_code == 503, answer.content[:500]  # 503: a part is not set up
    assert str(answer.status_code) in operation["responses"], f"{answer.status_code} is not documented"
    if answer.status_code >= 400:
        assert answer.headers["Content-Type"].startswith("application/json")
        assert set(answer.json()["error"]) == {"code", "message", "fields", "request_id"}
    assert "Content-Security-Policy" in answer.headers
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Request-ID"]
