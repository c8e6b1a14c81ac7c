"""OpenTelemetry traces and Sentry reports, where the operator set them up; both packages are optional.

A trace's id comes from the request's id, so a job that the request left behind joins its trace without carrying more
than that id, and whoever has an id from a log line or an error finds the trace.
"""

import hashlib
import threading
from collections.abc import Iterator, Mapping
from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from project.lib.observers import Attribute, report_to, trace_with

MISSING = "needs packages that are not installed: pip install -r requirements-observability.txt."
SECRET_HEADERS = {"authorization", "cookie", "x-api-key", "x-csrftoken"}


def start_observers() -> None:
    """Do what TRACES_URL and SENTRY_DSN ask for; ImproperlyConfigured names the package that is missing."""
    if settings.TRACES_URL:
        trace_with(make_tracer(settings.TRACES_URL, percent=settings.TRACES_PERCENT))
    if settings.SENTRY_DSN:
        start_sentry(settings.SENTRY_DSN)


def trace_id_of(request_id: str) -> int:
    """The trace that a request of that id begins."""
    return int.from_bytes(hashlib.sha256(request_id.encode()).digest()[:16]) or 1


def span_id_of(request_id: str) -> int:
    """The request's own span, which everything else of it hangs below."""
    return int.from_bytes(hashlib.sha256(request_id.encode()).digest()[16:24]) or 1


def make_tracer(url: str, *, percent: int, exporter: Any = None) -> "OpenTelemetryTracer":
    """A tracer that sends spans in batches to an OTLP collector over HTTP, or hands them to ``exporter`` at once."""
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor, SimpleSpanProcessor
        from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased
    except ImportError as error:  # optional, so it is imported here and not at the top
        raise ImproperlyConfigured(f"TRACES_URL {MISSING}") from error
    ids = _RequestIds()
    sampler = TraceIdRatioBased(percent / 100)
    provider = TracerProvider(
        sampler=ParentBased(sampler),
        resource=Resource.create({"service.name": "daimon", "deployment.environment.name": settings.ENVIRONMENT}),
        id_generator=ids,  # type: ignore[arg-type]  # the library's base class cannot be named without importing it
    )
    processor = SimpleSpanProcessor(exporter) if exporter else BatchSpanProcessor(OTLPSpanExporter(endpoint=url))
    provider.add_span_processor(processor)
    return OpenTelemetryTracer(provider.get_tracer("daimon"), sampler, ids)


class _RequestIds:
    """Ids for new spans: those of the request for its first one, else by chance."""

    def __init__(self) -> None:
        from opentelemetry.sdk.trace.id_generator import RandomIdGenerator

        self._chance = RandomIdGenerator()
        self._own = threading.local()

    def begin(self, request_id: str) -> None:
        """The next span of this thread is that request's."""
        self._own.request_id = request_id

    def generate_trace_id(self) -> int:
        """For a span without a parent."""
        request_id = getattr(self._own, "request_id", "")
        return trace_id_of(request_id) if request_id else self._chance.generate_trace_id()

    def generate_span_id(self) -> int:
        """For every span."""
        request_id = getattr(self._own, "request_id", "")
        return span_id_of(request_id) if request_id else self._chance.generate_span_id()

    def is_trace_id_random(self) -> bool:
        """Digests are as evenly spread as chance."""
        return True


class _Open:
    """A span of the library."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def note(self, name: str, value: Attribute) -> None:
        """Add what is known only now."""
        self._inner.set_attribute(name, value)

    def rename(self, name: str) -> None:
        """Call it by what it turned out to be."""
        self._inner.update_name(name)


class OpenTelemetryTracer:
    """Times work with OpenTelemetry."""

    def __init__(self, tracer: Any, sampler: Any, ids: _RequestIds) -> None:
        self._tracer = tracer
        self._sampler = sampler
        self._ids = ids

    def span(self, name: str, *, kind: str, request_id: str, attributes: Mapping[str, Attribute]) -> Iterator[_Open]:
        """A server's span begins the request's trace, a consumer's joins it, others hang below what is open."""
        from opentelemetry import trace
        from opentelemetry.context import Context

        kinds = {"server": trace.SpanKind.SERVER, "client": trace.SpanKind.CLIENT, "consumer": trace.SpanKind.CONSUMER}
        found = kinds.get(kind, trace.SpanKind.INTERNAL)
        context: Context | None = None
        if kind == "server":
            context = Context()
            inner = self._begin(name, context, found, request_id, attributes)
        else:
            if kind == "consumer" and request_id:
                context = trace.set_span_in_context(
                    trace.NonRecordingSpan(self._request_context(request_id)), Context()
                )
            inner = self._tracer.start_span(name, context=context, kind=found, attributes=attributes)
        with trace.use_span(inner, end_on_exit=True):
            yield _Open(inner)

    def _begin(self, name: str, context: Any, kind: Any, request_id: str, attributes: Mapping[str, Attribute]) -> Any:
        self._ids.begin(request_id)
        try:
            return self._tracer.start_span(name, context=context, kind=kind, attributes=attributes)
        finally:
            self._ids.begin("")

    def _request_context(self, request_id: str) -> Any:
        from opentelemetry.trace import SpanContext, TraceFlags

        trace_id = trace_id_of(request_id)
        is_sampled = self._sampler.should_sample(None, trace_id, "").decision.is_sampled()
        flags = TraceFlags(TraceFlags.SAMPLED if is_sampled else TraceFlags.DEFAULT)
        return SpanContext(trace_id, span_id_of(request_id), is_remote=True, trace_flags=flags)


def start_sentry(dsn: str, **options: Any) -> None:
    """Send errors of ours to Sentry: without bodies, cookies, keys, addresses, people's names or local variables."""
    try:
        import sentry_sdk
    except ImportError as error:
        raise ImproperlyConfigured(f"SENTRY_DSN {MISSING}") from error
    sentry_sdk.init(
        dsn=dsn,
        environment=settings.ENVIRONMENT,
        send_default_pii=False,
        include_local_variables=False,
        include_source_context=False,
        max_request_body_size="never",
        traces_sample_rate=None,
        before_send=without_secrets,
        **options,
    )
    report_to(_Sentry(sentry_sdk.capture_exception))


class _Sentry:
    """Hands errors to the library."""

    def __init__(self, capture: Any) -> None:
        self._capture = capture

    def __call__(self, error: BaseException) -> None:
        """Report one."""
        self._capture(error)


def without_secrets(event: Any, _: Any) -> Any:
    """The event with our request id, and without what a report is not to hold."""
    request = event.get("request", {})
    for name in ("cookies", "data", "env", "query_string"):
        request.pop(name, None)
    request["headers"] = {
        name: value for name, value in request.get("headers", {}).items() if name.lower() not in SECRET_HEADERS
    }
    event.pop("user", None)
    known = structlog.contextvars.get_contextvars()
    event.setdefault("tags", {})["request_id"] = str(known.get("request_id", ""))
    return event
