"""Two people and generated requests: whatever the schema allows one to send, the other's objects stay out of reach.

The access matrix asks with empty bodies; here bodies, headers and queries are what schemathesis makes of the schema, and only the
id is somebody else's.
"""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.db import transaction
from hypothesis import HealthCheck, settings

from accounts.models import User
from accounts.testing import bearer, make_user, token_of
from project.api.tests.access_matrix.operations import model_of, owned_model, view_of
from project.api.tests.access_matrix.owned import make_owned
from project.testing.schema import api_schema
from project.wsgi import application
from spirits.services.load_catalogue import load_catalogue

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("connection_stays_open")]


def is_about_somebodys(context: Any) -> bool:
    """Whether the operation names one object that has an owner; events are asked for at their own door."""
    operation = context.operation
    return owned_model(operation.method.upper(), operation.path, operation.definition.raw) is not None


schema = schemathesis.openapi.from_dict(api_schema()).include(is_about_somebodys)
schema.app = application
schema.config.phases.update(phases=["examples", "fuzzing"])  # the other test sends what covers each rule of the schema


@pytest.fixture(scope="module")
def two(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[User, dict[str, str]]]:
    """The owner and the headers of the other, made once with the catalogue, and taken out afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_catalogue()
        other = make_user()
        yield make_user(), bearer(token_of(other.email)["access_token"])
        transaction.set_rollback(True)


@schema.parametrize()
@settings(max_examples=4, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_generated_requests_do_not_reach_it(case: Any, two: tuple[User, dict[str, str]]) -> None:
    owner, headers = two
    model = model_of(view_of(case.path, case.operation.definition.raw))
    assert model is not None
    with transaction.atomic():
        target = make_owned(model, owner)
        before = dict(model._base_manager.filter(pk=target.pk).values().get())
        case.path_parameters["id"] = str(target.pk)
        answer = case.call(headers=headers)
        after = model._base_manager.filter(pk=target.pk).values().first()
        transaction.set_rollback(True)
    assert 400 <= answer.status_code < 500, answer.text[:300]
    assert after == before
