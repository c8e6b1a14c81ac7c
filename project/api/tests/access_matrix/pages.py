"""Every page outside the API and the admin, and the models behind those of one object."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

from project.api.tests.access_matrix.operations import NOBODYS_ID


def pages(patterns: list[Any] | None = None, prefix: str = "/") -> Iterator[str]:
    """Every address outside the API and the admin, its parameters filled with what nobody has."""
    for each in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(each.pattern).lstrip("^").rstrip("$")
        if isinstance(each, URLResolver):
            if not route.startswith(("/admin/", "/api/v1/")):
                yield from pages(each.url_patterns, route)
        elif isinstance(each, URLPattern):
            yield _page(route)


def _page(route: str) -> str:
    route = re.sub(r"<uuid:\w+>", NOBODYS_ID, route)
    route = re.sub(r"<int:\w+>", "1", route)
    route = re.sub(r"<(\w+:)?\w+>", "none", route)
    return re.sub(r"\(\?P<\w+>[^)]*\)", "none", route).replace("\\Z", "").replace("\\", "")


PAGES = sorted(set(pages()))
MODEL_OF_PARAMETER = {
    "session_id": "accounts.DeviceSession",
    "key_id": "accounts.ApiKey",
    "share_id": "accounts.Share",
    "event_id": "spirits.CalendarEvent",
    "task_id": "spirits.ScheduledTask",
    "account_id": "spirits.SocialAccount",
    "server_id": "spirits.ToolServer",
    "call_id": "spirits.ToolCall",
    "item_id": "spirits.LearningItem",
    "job_id": "queue.Job",
    "batch_id": "queue.Batch",
    "link_id": "chat.ShareLink",
    "model_id": "training.LanguageModel",
    "work_id": "chat.Run",
}


@cache
def model_of_parameter(name: str) -> type[models.Model] | None:
    """The model a page's parameter is the id of; None for ``object_id`` of several kinds."""
    if label := MODEL_OF_PARAMETER.get(name):
        return apps.get_model(label)
    word = name.removesuffix("_id").replace("_", "")
    found = [each for each in apps.get_models() if each._meta.model_name == word]
    return found[0] if len(found) == 1 else None


def pages_of_objects(patterns: list[Any] | None = None, prefix: str = "/") -> Iterator[tuple[str, str]]:
    """Every page of one object, with the name of the parameter that is its id."""
    for each in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(each.pattern).lstrip("^").rstrip("$")
        if isinstance(each, URLResolver):
            if not route.startswith(("/admin/", "/api/v1/", "/_allauth/")):
                yield from pages_of_objects(each.url_patterns, route)
        elif found := re.findall(r"<uuid:(\w+)>", route):
            yield route, found[0]


PAGES_OF_OBJECTS = sorted(set(pages_of_objects()))
