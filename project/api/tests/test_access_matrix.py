"""Every operation of the schema and every page, for every kind of caller.

New endpoints and pages are covered without a change here: operations come from the OpenAPI schema, pages from the URL
patterns, objects are made from the model behind the view. What is open to strangers stands in a list below, so opening
something is a decision that shows.
"""

import re
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import models, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse
from django.utils.crypto import get_random_string
from model_bakery import baker

from accounts.models import ApiKey, Share, User
from accounts.rules.roles import ROLES, is_granted
from accounts.rules.scopes import SCOPES, group_of
from accounts.rules.shareables import kind_of, shareables
from accounts.testing import bearer, client_with_session, make_api_key_of, make_staff, make_user, token_of
from project.lib.clock import now
from project.lib.ids import uuid7
from project.testing.schema import api_schema
from spirits.services.encryption_keys import create_key
from spirits.services.keep_artifact import keep_artifact
from spirits.services.learning import add_item
from spirits.services.load_catalogue import load_catalogue
from spirits.services.releases import keep_release
from spirits.services.workspace import write_file
from spirits.testing import make_spirit
from spirits.tools import NewArtifact

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

OPEN_TO_STRANGERS = {"GET /api/v1/spirits/health/"}
SERVED_AT_THE_EDGE = {
    "GET /api/v1/runs/{id}/events",
    "GET /api/v1/jobs/live/",
}  # chat/tests/test_follow_run.py asks that door
# Objects everybody signed in may read, or that only staff have: no owner to compare with.
SHARED_MODELS = {
    "spirits.Spirit", "spirits.Category", "spirits.Bundle", "spirits.Plan", "spirits.Tool", "spirits.MinionTemplate",
    "training.LanguageModel",
}  # fmt: skip
PAGES_OPEN_TO_STRANGERS = re.compile(
    r"^/($|welcome/|health/|offline|manifest\.webmanifest|service-worker\.js|style|static/|api/(docs|redoc|schema)/|accounts/(login|logout|signup|password/reset|confirm-email|"
    r"owner|inactive|reauthenticate|2fa/authenticate|login/|3rdparty/login/|social|oidc)|_allauth/|catalogue|spirits|pricing|metrics|share)"
)
# What somebody may do with an object that is shared with them; everything else looks absent to them too.
OPEN_TO_READERS = {
    "GET /api/v1/conversations/{id}/",
    "GET /api/v1/conversations/{id}/messages/",
    "GET /api/v1/messages/{id}/",
    "GET /api/v1/minions/{id}/",
    "GET /api/v1/knowledge/{id}/",
    "GET /api/v1/knowledge/{id}/documents/",
    "GET /api/v1/knowledge-documents/{id}/",
    "GET /api/v1/knowledge-documents/{id}/passages/",
    "GET /api/v1/minions/{id}/export/",
    "POST /api/v1/minions/{id}/clone/",
    "/chat/{conversation_id}/shared/",
    "/knowledge/{knowledge_base_id}/",
    "/knowledge/{knowledge_base_id}/documents/",
    "/knowledge/{knowledge_base_id}/workbench/",
    "/knowledge/document/{document_id}/",
    "/minions/{minion_id}/shared/",
    "/minions/{minion_id}/export/",
    "/minions/{minion_id}/clone/",
}
NOBODYS_ID = "01900000-0000-7000-8000-000000000000"
METHODS = ("get", "post", "put", "patch", "delete")


@dataclass
class People:
    """Who asks; made once for all these tests, as what a test does to them is rolled back.

    ``token`` and ``key`` are Alice's.
    """

    alice: User
    bob: User
    charlie: User
    staff: User
    holders: dict[str, User]
    powerless: User
    token: str = ""
    key: str = ""


_sessions: dict[UUID, str] = {}


def browser_of(user: User) -> Client:
    """A browser in which one of the people below is signed in."""
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = _sessions[user.pk]
    return client


@pytest.fixture(scope="module", autouse=True)
def people(django_db_setup: None, django_db_blocker: Any) -> Iterator[People]:
    """The delivered catalogue and those who ask, taken out again after all these tests."""
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        load_catalogue()
        holders = {role: make_user(is_staff=True) for role in ROLES}
        for role, holder in holders.items():
            holder.groups.add(Group.objects.get(name=role))
        found = People(
            alice=make_user("alice@example.org", name="Alice"),
            bob=make_user("bob@example.org", name="Bob"),
            charlie=make_user("charlie@example.org", name="Charlie"),
            staff=make_staff("staff@example.org"),
            holders=holders,
            powerless=make_user(is_staff=True),
        )
        for person in (found.alice, found.bob, found.charlie, found.staff, found.powerless, *holders.values()):
            _sessions[person.pk] = client_with_session(person).cookies[settings.SESSION_COOKIE_NAME].value
        found.token = token_of(found.alice.email)["access_token"]
        found.key = make_api_key_of(found.alice)[1]
    yield found
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        outer.__exit__(None, None, None)


@pytest.fixture
def alice(db: None, people: People) -> User:
    """The owner of what a test makes."""
    return copy(people.alice)


@pytest.fixture
def bob(db: None, people: People) -> User:
    """Somebody else."""
    return copy(people.bob)


@pytest.fixture
def charlie(db: None, people: People) -> User:
    """Somebody with whom things are shared."""
    return copy(people.charlie)


@pytest.fixture
def staff(db: None, people: People) -> User:
    """Somebody who may do everything in the admin."""
    return copy(people.staff)


@pytest.fixture
def role_holders(db: None, people: People) -> dict[str, User]:
    """A staff member in each role."""
    return people.holders


def operations() -> list[tuple[str, str, dict[str, Any]]]:
    """Method, path template and description of every operation."""
    schema = api_schema()
    return [
        (method.upper(), path, parts[method])
        for path, parts in schema["paths"].items()
        for method in METHODS
        if method in parts
    ]


OPERATIONS = operations()
every_operation = pytest.mark.parametrize(
    ("method", "path", "operation"), OPERATIONS, ids=[f"{method} {path}" for method, path, _ in OPERATIONS]
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


def make_owned(model: type[models.Model], owner: User) -> models.Model:
    """A row of that model whose every link to a person leads to ``owner``."""
    links: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and (field.related_model is User or not field.null):
            links[field.name] = owner if field.related_model is User else make_owned(field.related_model, owner)
    maker = MAKERS.get(model._meta.label)
    return maker(owner, links) if maker else baker.make(model, **links)


def _make_key(owner: User, _: dict[str, Any]) -> ApiKey:
    return make_api_key_of(owner)[0]


def _make_device(owner: User, _: dict[str, Any]) -> models.Model:
    client_with_session(owner)
    return owner.device_sessions.latest("id")


def _make_run(owner: User, links: dict[str, Any]) -> models.Model:
    from chat.models import Run

    return baker.make(Run, **links, state="queued", finished_at=None)


def _make_memory(owner: User, links: dict[str, Any]) -> models.Model:
    return baker.make("chat.Memory", **links, text="Alice likes tea.")


def _make_tool_call(owner: User, links: dict[str, Any]) -> models.Model:
    return baker.make("spirits.ToolCall", **links, state="running", finished_at=None, error=None, xp=0)


def _make_approval(owner: User, links: dict[str, Any]) -> models.Model:
    return baker.make("spirits.Approval", **links, scope="tool", state="pending", decided_at=None)


def _make_purchase(owner: User, links: dict[str, Any]) -> models.Model:
    amounts = {"amount": 0, "list_amount": 0, "discount_amount": 0, "coupon_amount": 0, "tax_amount": 0}
    what = {
        "spirit": make_spirit(),
        "method": "points",
        "unit": "PTS",
        "state": "awaiting",
        "paid_at": None,
        "points_bought": None,
        "bundle": None,
        "refunded_amount": 0,
    }
    return baker.make("spirits.Purchase", **{**links, **what, **amounts})


def _make_share(owner: User, _: dict[str, Any]) -> models.Model:
    conversation = make_owned(apps.get_model("chat.Conversation"), owner)
    return Share.objects.create(kind="conversation", object_id=conversation.pk, shared_by=owner, person=make_user())


def share_with(reader: User, owner: User, target: models.Model) -> bool:
    """Share the object, or what it belongs to, with that person; whether that is possible."""
    for model in (type(target), *(field.related_model for field in _links(type(target)))):
        if kind := kind_of(model):
            shared = target if isinstance(target, model) else _linked(target, model)
            Share.objects.create(kind=kind, object_id=shared.pk, shared_by=owner, person=reader)
            return True
    return False


def _links(model: type[models.Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey) and not field.null]


def _linked(target: models.Model, model: type[models.Model]) -> models.Model:
    [name] = [field.name for field in _links(type(target)) if field.related_model is model]
    found: models.Model = getattr(target, name)
    return found


def _make_image_folder(owner: User, links: dict[str, Any]) -> models.Model:
    return baker.make("training.ImageFolder", **links, source="archive", path="", revision=0, written_revision=0)


def _make_image(owner: User, links: dict[str, Any]) -> models.Model:
    return baker.make("training.Image", **links, path="a.jpg", tags=[])


def _make_document(owner: User, links: dict[str, Any]) -> models.Model:
    return baker.make(
        "training.Document", **links, state="waiting", percent=0, source="text", ready_at=None, digest="", problem=""
    )


def _make_chunk(owner: User, links: dict[str, Any]) -> models.Model:
    return baker.make("training.Chunk", **links, id=uuid7(), number=0, start=0, end=5, text="Words")


def _make_card(owner: User, links: dict[str, Any]) -> models.Model:
    return baker.make("spirits.Card", **links, expires_month=12, removed_at=None)


def _make_payment(owner: User, links: dict[str, Any]) -> models.Model:
    return baker.make("spirits.Payment", **links, kind="setup", state="new", purchase=None, amount=0, ended_at=None)


def _make_event(owner: User, links: dict[str, Any]) -> models.Model:
    return baker.make(
        "spirits.CalendarEvent", **links, title="Review", time_zone="UTC", rule="", excluded=[], original_at=None,
        starts_at="2026-03-02T09:00Z", ends_at="2026-03-02T10:00Z",
    )  # fmt: skip


def _make_reminder(owner: User, links: dict[str, Any]) -> models.Model:
    return baker.make(
        "spirits.Reminder", **links, state="waiting", due_at="2099-03-02T09:00Z", time_zone="UTC", rule=""
    )


def _make_task(owner: User, links: dict[str, Any]) -> models.Model:
    return baker.make(
        "spirits.ScheduledTask", **links, state="active", due_at="2099-03-02T09:00Z", time_zone="UTC", rule="", tool="",
        prompt="Hello", arguments=None,
    )  # fmt: skip


def _make_message_out(owner: User, links: dict[str, Any]) -> models.Model:
    return baker.make("spirits.OutboundMessage", **links, state="draft", sent_at=None, recipients=[])


def _make_social_account(owner: User, links: dict[str, Any]) -> models.Model:
    return baker.make("spirits.SocialAccount", **links, network="webhook", server="https://hooks.example")


def _make_tool_server(owner: User, links: dict[str, Any]) -> models.Model:
    return baker.make("spirits.ToolServer", **links, transport="http", url="https://tools.example/mcp", command="")


def _make_calendar(owner: User, links: dict[str, Any]) -> models.Model:
    return baker.make("spirits.Calendar", **links, time_zone="UTC")


def _make_upload(owner: User, links: dict[str, Any]) -> models.Model:
    what = {"kind": "document", "form": "text", "size": 5, "width": None, "height": None, "passage_count": 1}
    upload = baker.make("chat.Upload", **links, **what, name="a.txt")
    baker.make("chat.UploadPassage", upload=upload, number=1, text="Words")
    return upload


def _make_workspace_file(owner: User, _: dict[str, Any]) -> models.Model:
    return write_file(user=owner, path=f"{get_random_string(12)}.txt", content=b"Ahoy", now=now())


def _make_release(owner: User, _: dict[str, Any]) -> models.Model:
    name = f"a{get_random_string(12).lower()}"
    return keep_release(user=owner, application=name, target="compose", image="a:1", manifest="a: 1\n", now=now())


def _make_artifact(owner: User, _: dict[str, Any]) -> models.Model:
    call = make_owned(apps.get_model("spirits.ToolCall"), owner)
    return keep_artifact(owner=owner, call=call, new=NewArtifact("notes.md", "text/markdown", b"# Ahoy"), now=now())


def _make_encryption_key(owner: User, _: dict[str, Any]) -> models.Model:
    return create_key(user=owner, name=get_random_string(12), purpose="signing", now=now())


def _make_medication(owner: User, links: dict[str, Any]) -> models.Model:
    return baker.make("spirits.Medication", **links, most_a_day=3, time_zone="UTC")


def _make_learning_item(owner: User, _: dict[str, Any]) -> models.Model:
    return add_item(user=owner, topic="Knots", prompt=get_random_string(12), answer="", now=now())


def _make_monitor(owner: User, links: dict[str, Any]) -> models.Model:
    return baker.make("spirits.Monitor", **links, minutes=5, url="https://a.example/")


MAKERS = {
    "spirits.WorkspaceFile": _make_workspace_file,
    "spirits.Artifact": _make_artifact,
    "spirits.Release": _make_release,
    "spirits.EncryptionKey": _make_encryption_key,
    "spirits.Medication": _make_medication,
    "spirits.LearningItem": _make_learning_item,
    "spirits.Monitor": _make_monitor,
    "chat.Upload": _make_upload,
    "spirits.Calendar": _make_calendar,
    "spirits.SocialAccount": _make_social_account,
    "spirits.ToolServer": _make_tool_server,
    "spirits.CalendarEvent": _make_event,
    "spirits.Reminder": _make_reminder,
    "spirits.ScheduledTask": _make_task,
    "spirits.OutboundMessage": _make_message_out,
    "spirits.Card": _make_card,
    "spirits.Payment": _make_payment,
    "training.ImageFolder": _make_image_folder,
    "training.Image": _make_image,
    "training.Document": _make_document,
    "training.Chunk": _make_chunk,
    "accounts.Share": _make_share,
    "spirits.ToolCall": _make_tool_call,
    "spirits.Approval": _make_approval,
    "spirits.Purchase": _make_purchase,
    "chat.Memory": _make_memory,
    "accounts.ApiKey": _make_key,
    "accounts.DeviceSession": _make_device,
    "chat.Run": _make_run,
}


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


def name_of(method: str, path: str) -> str:
    return f"{method} {path}"


@every_operation
def test_strangers_and_the_disabled_get_a_401(
    method: str, path: str, operation: dict[str, Any], alice: User, people: People
) -> None:
    by_token = send(Client(), method, filled(path, operation), headers=bearer(people.token))
    by_session = send(client_with_session(alice), method, filled(path, operation))
    assert by_token.status_code != 401
    assert by_session.status_code != 401
    session = client_with_session(alice)  # the request before may have ended the others
    alice.is_active = False
    alice.save()
    answers = {
        "nobody": send(Client(), method, filled(path, operation)),
        "garbage": send(Client(), method, filled(path, operation), headers=bearer("garbage")),
        "disabled session": send(session, method, filled(path, operation)),
        "disabled token": send(Client(), method, filled(path, operation), headers=bearer(people.token)),
        "disabled key": send(Client(), method, filled(path, operation), headers=bearer(people.key)),
    }
    for answer in answers.values():
        check_shape(answer, operation)
    wrong = {name for name, answer in answers.items() if answer.status_code != 401}
    allowed = {"nobody", "disabled session"} if name_of(method, path) in OPEN_TO_STRANGERS else set()
    assert wrong == allowed


@every_operation
def test_a_key_reaches_as_far_as_its_scopes(method: str, path: str, operation: dict[str, Any], alice: User) -> None:
    view = view_of(path, operation)
    group = getattr(view, "scope_group", None) or group_of(view.__module__)
    reading, writing = f"{group}:read", f"{group}:write"
    assert {reading, writing} <= set(SCOPES), f"{group} is no group of scopes"
    found = {}
    for name, scopes in {
        "foreign": [each for each in SCOPES if not each.startswith(f"{group}:")],
        "reading": [reading],
        "writing": [writing],
    }.items():
        _, secret = make_api_key_of(alice, *scopes)
        answer = send(Client(), method, filled(path, operation), headers=bearer(secret))
        check_shape(answer, operation)
        found[name] = answer.status_code
    for_people = getattr(view, "is_for_people_only", False)
    assert found["foreign"] == 403
    assert (found["reading"] == 403) is (method != "GET" or for_people or found["writing"] == 403)
    assert found["writing"] != 401
    if for_people:
        assert found["writing"] == 403


@every_operation
def test_other_peoples_objects_look_absent(
    method: str, path: str, operation: dict[str, Any], alice: User, bob: User, staff: User
) -> None:
    """The stranger, staff included, gets the very 404 that an id nobody has gets; the owner does not."""
    parameter = re.search(r"\{(id)\}", path)
    model = model_of(view_of(path, operation)) if parameter else None
    if model is None or model._meta.label in SHARED_MODELS or name_of(method, path) in SERVED_AT_THE_EDGE:
        for caller in (alice, bob, staff):
            check_shape(send(browser_of(caller), method, filled(path, operation)), operation)
        return
    target = make_owned(model, alice)
    address = filled(path, operation, {"id": target.pk})
    absent = filled(path, operation)
    before = dict(target.__class__._base_manager.filter(pk=target.pk).values().get())
    for stranger in (bob, staff):
        client = browser_of(stranger)
        theirs, nobodys = send(client, method, address), send(client, method, absent)
        check_shape(theirs, operation)
        for answer in (theirs, nobodys):
            assert answer.status_code in {404, 403, 400}  # 400: the empty body was looked at first
        assert _without_id(theirs) == _without_id(nobodys)
    assert dict(target.__class__._base_manager.filter(pk=target.pk).values().get()) == before
    owners = send(browser_of(alice), method, address)
    check_shape(owners, operation)
    if "{number}" not in path and not getattr(view_of(path, operation), "is_for_staff_only", False):
        assert owners.status_code not in {401, 404} or owners.json()["error"]["message"] != "Not found."


@every_operation
def test_readers_of_a_shared_object_only_read_it(
    method: str, path: str, operation: dict[str, Any], alice: User, bob: User
) -> None:
    parameter = re.search(r"\{(id)\}", path)
    model = model_of(view_of(path, operation)) if parameter else None
    if model is None or model._meta.label in SHARED_MODELS or name_of(method, path) in SERVED_AT_THE_EDGE:
        pytest.skip("belongs to nobody")
    target = make_owned(model, alice)
    if not share_with(bob, alice, target):
        pytest.skip("cannot be shared")
    before = dict(target.__class__._base_manager.filter(pk=target.pk).values().get())
    answer = send(browser_of(bob), method, filled(path, operation, {"id": target.pk}))
    check_shape(answer, operation)
    if f"{name_of(method, path).rstrip('/')}/" in OPEN_TO_READERS:
        assert answer.status_code < 300
    else:
        absent = send(browser_of(bob), method, filled(path, operation))
        assert answer.status_code in {404, 400}
        assert _without_id(answer) == _without_id(absent)
    assert dict(target.__class__._base_manager.filter(pk=target.pk).values().get()) == before


@every_operation
def test_no_role_of_staff_sees_what_people_own(
    method: str, path: str, operation: dict[str, Any], alice: User, role_holders: dict[str, User]
) -> None:
    """A role opens the admin's lists and the endpoints for staff; to every other endpoint it makes no difference."""
    view = view_of(path, operation)
    parameter = re.search(r"\{(id)\}", path)
    model = model_of(view) if parameter else None
    is_foreign = (
        model is not None
        and model._meta.label not in SHARED_MODELS
        and name_of(method, path) not in SERVED_AT_THE_EDGE
        and not getattr(view, "is_for_staff_only", False)
    )
    address = filled(path, operation, {"id": make_owned(model, alice).pk} if is_foreign and model else None)
    holders = (
        role_holders.values() if is_foreign else [role_holders["Owner"]]
    )  # without an object the one with most rights
    for holder in holders:
        answer = send(browser_of(holder), method, address)
        check_shape(answer, operation)
        if is_foreign:
            assert answer.status_code in {404, 403, 400}


def _without_id(answer: Any) -> tuple[int, dict[str, Any]]:
    error = dict(answer.json()["error"])
    error.pop("request_id")
    return answer.status_code, error


@every_operation
def test_unknown_query_parameters_are_refused(method: str, path: str, operation: dict[str, Any], staff: User) -> None:
    if "{" in path or method != "GET":
        pytest.skip("asked where the rest of the request is certainly good")
    answer = send(browser_of(staff), method, f"{path}?no_such_parameter=1")
    check_shape(answer, operation)
    assert answer.status_code == 400
    assert "no_such_parameter" in answer.json()["error"]["fields"]


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


def test_every_page_of_an_object_names_its_model() -> None:
    """So that none is left out of the tests below."""
    unknown = {name for _, name in PAGES_OF_OBJECTS if model_of_parameter(name) is None}
    assert unknown <= {"object_id"}


@pytest.mark.parametrize(("route", "parameter"), PAGES_OF_OBJECTS, ids=[route for route, _ in PAGES_OF_OBJECTS])
@pytest.mark.parametrize("verb", ["get", "post"])
def test_pages_of_other_peoples_objects_look_absent(
    route: str, parameter: str, verb: str, alice: User, bob: User, charlie: User, staff: User
) -> None:
    """Owner, somebody else, staff, and somebody it is shared with, by reading and by an empty form."""
    model = model_of_parameter(parameter) or apps.get_model("chat.Conversation")
    target = make_owned(model, alice)
    is_shared = share_with(charlie, alice, target)
    named = route.replace("<str:kind>", "conversation").replace("<int:number>", "1")
    address = re.sub(r"<(\w+:)?\w+>", NOBODYS_ID, named.replace(f"<uuid:{parameter}>", str(target.pk)))
    absent = re.sub(r"<(\w+:)?\w+>", NOBODYS_ID, named)
    before = dict(model._base_manager.filter(pk=target.pk).values().get())
    for stranger in (bob, staff, charlie):
        client = browser_of(stranger)
        with transaction.atomic():
            theirs, nobodys = getattr(client, verb)(address), getattr(client, verb)(absent)
        is_open = (
            stranger == charlie and is_shared and route.replace("<uuid:", "{").replace(">", "}") in OPEN_TO_READERS
        )
        if is_open and theirs.status_code != 405:
            assert theirs.status_code in {200, 302}
        else:
            assert theirs.status_code == nobodys.status_code
            assert theirs.status_code in {404, 405, 302}
            assert theirs.get("Location", "").replace(str(target.pk), "") == nobodys.get("Location", "").replace(
                NOBODYS_ID, ""
            )
    assert dict(model._base_manager.filter(pk=target.pk).values().get()) == before
    assert browser_of(alice).get(address).status_code < 500


@pytest.mark.parametrize("page", PAGES)
def test_pages_ask_strangers_to_sign_in_and_never_crash(page: str, client: Client, alice: User) -> None:
    stranger = client.get(page)
    assert stranger.status_code < 500 or page.startswith("/health/")
    if not PAGES_OPEN_TO_STRANGERS.match(page):
        is_refused = stranger.status_code in {401, 403, 404, 405}
        asks = stranger.status_code == 302 and stranger["Location"].startswith("/accounts/login/")
        assert is_refused or asks, f"{page} answered a stranger {stranger.status_code}"
    person = browser_of(alice).get(page)
    assert person.status_code < 500 or page.startswith("/health/")
    for answer in (stranger, person):
        assert "Content-Security-Policy" in answer.headers
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("page", PAGES)
def test_pages_survive_an_empty_post(page: str, alice: User) -> None:
    answer = browser_of(alice).post(page)
    # 503: a probe tells what is broken, and a gateway's messages are not taken before it is set up.
    may_be_away = page.startswith(("/health/", "/webhooks/"))
    assert answer.status_code < 500 or (may_be_away and answer.status_code == 503)
    assert Client(enforce_csrf_checks=True).post(page).status_code < 500 or may_be_away


@pytest.mark.parametrize(
    "model", sorted(admin.site._registry, key=lambda each: each._meta.label), ids=lambda each: each._meta.label
)
def test_the_admin_is_for_staff(
    model: type[models.Model], alice: User, staff: User, client: Client, people: People
) -> None:
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    assert client.get(address)["Location"].startswith("/admin/login/")
    assert browser_of(alice).get(address).status_code in {302, 403}
    powerless = browser_of(people.powerless).get(address)
    assert powerless.status_code == 403
    assert browser_of(staff).get(address).status_code == 200


@pytest.mark.parametrize(
    "model", sorted(admin.site._registry, key=lambda each: each._meta.label), ids=lambda each: each._meta.label
)
def test_each_role_opens_its_own_lists_of_the_admin(model: type[models.Model], role_holders: dict[str, User]) -> None:
    label, name = model._meta.app_label, model._meta.model_name
    lists = f"admin:{label}_{name}"
    for role, holder in role_holders.items():
        client = browser_of(holder)
        may = {verb: is_granted(role, f"{label}.{verb}_{name}") for verb in ("view", "change", "add", "delete")}
        assert client.get(reverse(f"{lists}_changelist")).status_code == (
            200 if may["view"] or may["change"] else 403
        ), role
        added = client.get(reverse(f"{lists}_add")).status_code
        assert added in ({200, 403} if may["add"] else {403}), role  # 403 also where nobody adds by hand


def test_readers_have_their_operations() -> None:
    """Each name in the list of what readers may do still exists."""
    known = {f"{name_of(method, path).rstrip('/')}/" for method, path, _ in OPERATIONS}
    known |= {route.replace("<uuid:", "{").replace(">", "}") for route, _ in PAGES_OF_OBJECTS}
    assert known >= OPEN_TO_READERS
    assert {each.kind for each in shareables().values()} == {"conversation", "minion", "knowledge"}
