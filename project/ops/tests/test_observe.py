"""Traces from request to query, other server and job under one id; error reports without secrets; both off by default."""

import builtins
import json
from collections.abc import Iterator
from typing import Any

import pytest
import sentry_sdk
import structlog
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from sentry_sdk.transport import Transport

from accounts.models import User
from accounts.testing import bearer, client_of, make_api_key_of
from jobs.context import JobContext
from jobs.models import Job
from jobs.services.claim import turn_over
from jobs.services.enqueue import enqueue
from jobs.worker.attempt import run
from project.lib.http import Client as Outbound
from project.lib.http import OutboundError, Policy
from project.lib.observers import report_to, span, trace_with
from project.ops.observe import make_tracer, span_id_of, start_sentry, trace_id_of

pytestmark = pytest.mark.django_db
REQUEST_ID = "0123-trace-me-please"
KIND = "operations.keep_house"


@pytest.fixture
def spans() -> Iterator[InMemorySpanExporter]:
    """What was traced."""
    exporter = InMemorySpanExporter()
    trace_with(make_tracer("", percent=100, exporter=exporter))
    yield exporter
    trace_with(None)


def named(spans: InMemorySpanExporter, name: str) -> ReadableSpan:
    return next(each for each in spans.get_finished_spans() if each.name == name)


def test_a_request_is_one_trace_with_its_queries(spans: InMemorySpanExporter, alice: User) -> None:
    _, secret = make_api_key_of(alice)
    Client().get("/api/v1/me", headers={**bearer(secret), "X-Request-ID": REQUEST_ID})
    root = named(spans, "GET /api/v1/me")
    assert (root.context.trace_id, root.context.span_id) == (trace_id_of(REQUEST_ID), span_id_of(REQUEST_ID))
    assert root.attributes["http.response.status_code"] == 200
    queries = [each for each in spans.get_finished_spans() if each.name == "query"]
    assert queries
    assert {each.parent.span_id for each in queries} == {root.context.span_id}
    assert {each.context.trace_id for each in queries} == {root.context.trace_id}
    assert len({each.context.span_id for each in queries}) == len(queries)
    assert secret not in str([dict(each.attributes) for each in spans.get_finished_spans()])


async def test_a_call_to_another_server_is_below_what_called_it(spans: InMemorySpanExporter) -> None:
    with span("outer", kind="server", request_id=REQUEST_ID), pytest.raises(OutboundError):
        await Outbound(policy=Policy.allowing(("127.0.0.1:9",))).get("http://127.0.0.1:9/secret/path")
    call, outer = named(spans, "GET 127.0.0.1"), named(spans, "outer")
    assert call.parent.span_id == outer.context.span_id
    assert call.attributes["server.address"] == "127.0.0.1"
    assert "secret" not in str(dict(call.attributes))
    assert not call.status.is_ok


def test_a_job_joins_the_trace_of_the_request_that_asked_for_it(spans: InMemorySpanExporter) -> None:
    with structlog.contextvars.bound_contextvars(request_id=REQUEST_ID):
        job = enqueue(KIND, {})
    assert Job.objects.get(pk=job.pk).request_id == REQUEST_ID
    [claimed] = turn_over(lane=job.lane, worker="w", want=1).claimed
    run(JobContext(claimed, worker="w"))
    whole = named(spans, f"job {KIND}")
    assert (whole.context.trace_id, whole.parent.span_id) == (trace_id_of(REQUEST_ID), span_id_of(REQUEST_ID))
    assert whole.attributes["daimon.request_id"] == REQUEST_ID


def test_few_of_a_hundred_are_traced_and_jobs_follow_their_request() -> None:
    exporter = InMemorySpanExporter()
    trace_with(make_tracer("", percent=10, exporter=exporter))
    for number in range(300):
        for kind in ("server", "consumer"):
            with span("work", kind=kind, request_id=f"request-{number}"):
                pass
    trace_with(None)
    found = exporter.get_finished_spans()
    servers = {each.context.trace_id for each in found if each.parent is None}
    followers = {each.context.trace_id for each in found if each.parent is not None}
    assert servers == followers
    assert 5 < len(servers) < 70


class Kept(Transport):
    """Keeps what would be sent."""

    def __init__(self) -> None:
        super().__init__({})
        self.sent: list[Any] = []

    def capture_envelope(self, envelope: Any) -> None:
        self.sent += [item.payload.json for item in envelope.items]


@pytest.fixture
def reports() -> Iterator[list[Any]]:
    """What was reported."""
    kept = Kept()
    start_sentry("https://key@sentry.example.org/1", transport=kept)
    yield kept.sent
    report_to(None)
    sentry_sdk.init()


@pytest.mark.parametrize("path", ["/api/v1/me", "/accounts/profile/"])
def test_a_crash_is_reported_with_its_request_id_and_no_secrets(
    reports: list[Any], alice: User, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    def crash(*_: object, **__: object) -> None:
        password = "hunter2-a-local-variable"  # noqa: F841 - is not to be reported
        raise ValueError("It broke")

    for module in ("accounts.api.views.Me", "accounts.views.ProfileForm"):
        monkeypatch.setattr(module, crash)
    client = client_of(alice)
    client.raise_request_exception = False
    query = "" if path.startswith("/api") else "?token=s3cret"
    answer = client.get(path + query, headers={"X-Request-ID": REQUEST_ID})
    assert answer.status_code == 500
    [event] = [each for each in reports if each and each.get("exception")]
    assert event["tags"]["request_id"] == REQUEST_ID
    assert event["exception"]["values"][-1]["value"] == "It broke"
    text = json.dumps(event)
    for secret in ("hunter2", "s3cret", client.cookies["sessionid"].value, "alice@example.org"):
        assert secret not in text


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.startswith(("opentelemetry", "sentry_sdk")):
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ImproperlyConfigured, match=r"TRACES_URL needs .*requirements-observability"):
        make_tracer("http://localhost:4318/v1/traces", percent=100)
    with pytest.raises(ImproperlyConfigured, match="SENTRY_DSN needs"):
        start_sentry("https://key@sentry.example.org/1")
