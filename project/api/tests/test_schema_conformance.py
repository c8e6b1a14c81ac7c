"""Schemathesis sends what the schema allows, and what it does not, to every operation: no crash, no HTML, nothing undocumented."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.db import transaction
from hypothesis import HealthCheck, settings
from schemathesis.checks import load_all_checks, not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, status_code_conformance

from accounts.testing import PASSWORD, bearer, make_user, token_of
from project.testing.schema import api_schema
from project.wsgi import application
from spirits.services.load_catalogue import load_catalogue

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("connection_stays_open")]

EXAMPLES = 8
SERVED_AT_THE_EDGE = "/api/v1/runs/{id}/events"
# What a part that is not set up answers is documented per operation; everything else of 500 and above is a crash.
load_all_checks()
schema = schemathesis.openapi.from_dict(api_schema()).exclude(path=SERVED_AT_THE_EDGE)
schema.app = application


@schemathesis.serializer("application/x-ndjson")
def as_lines(_: Any, value: Any) -> bytes:
    """A line of JSON for whatever was generated."""
    return value.encode("utf-8", "replace") if isinstance(value, str) else json.dumps(value).encode()


@pytest.fixture(scope="module")
def headers(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, str]]:
    """A signed-in person, in a database with the delivered catalogue, made once and taken out afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_catalogue()
        make_user("schema@example.org")
        yield bearer(token_of("schema@example.org", PASSWORD)["access_token"])
        transaction.set_rollback(True)


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_the_operation_keeps_to_the_schema(case: Any, headers: dict[str, str]) -> None:
    with transaction.atomic():
        answer = case.call(headers=headers)
        transaction.set_rollback(True)
    if answer.status_code == 503 and answer.json()["error"]["code"] != "internal":
        return
    case.validate_response(answer, checks=[not_a_server_error, status_code_conformance, content_type_conformance])
