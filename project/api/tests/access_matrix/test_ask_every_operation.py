"""Every operation of the schema, for every kind of caller.

New endpoints are covered without a change here: operations come from the OpenAPI schema, objects are made from the model
behind the view. What is open to strangers stands in a list, so opening something is a decision that shows.
"""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.rules.scopes import SCOPES, group_of
from accounts.rules.shareables import shareables
from accounts.testing import bearer, client_with_session, make_api_key_of
from project.api.tests.access_matrix.operations import (
    OPEN_TO_STRANGERS,
    OPERATIONS,
    check_shape,
    each_of,
    filled,
    name_of,
    owned_model,
    send,
    view_of,
)
from project.api.tests.access_matrix.owned import make_owned
from project.api.tests.access_matrix.pages import PAGES_OF_OBJECTS
from project.api.tests.access_matrix.people import People, browser_of
from project.api.tests.access_matrix.shared import OPEN_TO_READERS, share_with, shareable_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
every_operation = each_of(OPERATIONS)
LISTS = [each for each in OPERATIONS if each[0] == "GET" and "{" not in each[1]]
SHARED = [each for each in OPERATIONS if (model := owned_model(*each)) and shareable_of(model)]


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
    model = owned_model(method, path, operation)
    if model is None:
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


@each_of(SHARED)
def test_readers_of_a_shared_object_only_read_it(
    method: str, path: str, operation: dict[str, Any], alice: User, bob: User
) -> None:
    model = owned_model(method, path, operation)
    assert model is not None
    target = make_owned(model, alice)
    assert share_with(bob, alice, target)
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
    model = owned_model(method, path, operation)
    if getattr(view_of(path, operation), "is_for_staff_only", False):
        model = None
    address = filled(path, operation, {"id": make_owned(model, alice).pk} if model else None)
    # Without an object the one with most rights.
    for holder in role_holders.values() if model else [role_holders["Owner"]]:
        answer = send(browser_of(holder), method, address)
        check_shape(answer, operation)
        if model:
            assert answer.status_code in {404, 403, 400}


def _without_id(answer: Any) -> tuple[int, dict[str, Any]]:
    error = dict(answer.json()["error"])
    error.pop("request_id")
    return answer.status_code, error


@each_of(LISTS)
def test_unknown_query_parameters_are_refused(method: str, path: str, operation: dict[str, Any], staff: User) -> None:
    """Asked where the rest of the request is certainly good."""
    answer = send(browser_of(staff), method, f"{path}?no_such_parameter=1")
    check_shape(answer, operation)
    assert answer.status_code == 400
    assert "no_such_parameter" in answer.json()["error"]["fields"]


def test_readers_have_their_operations() -> None:
    """Each name in the list of what readers may do still exists."""
    known = {f"{name_of(method, path).rstrip('/')}/" for method, path, _ in SHARED}
    known |= {route.replace("<uuid:", "{").replace(">", "}") for route, _ in PAGES_OF_OBJECTS}
    assert known >= OPEN_TO_READERS
    assert {each.kind for each in shareables().values()} == {"conversation", "minion", "knowledge"}
