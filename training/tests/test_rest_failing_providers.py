"""The circuit breaker's rules, and the history of checks."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import timedelta
from typing import TYPE_CHECKING, cast
from uuid import uuid4

import pytest

from project.lib.clock import now
from training.models import Provider as ProviderRow
from training.models import ProviderProbe
from training.providers.errors import StreamTooLarge
from training.providers.guarded import MOST_TEXT, GuardedProvider
from training.providers.protocol import ChatRequest, ReasoningDelta, StreamEvent, TextDelta, ToolCallDelta
from training.rules.breaker import FAILURES, REST_SECONDS, Breaker
from training.services.watch_providers import watch_providers
from training.testing import make_provider

if TYPE_CHECKING:
    from training.providers.protocol import Provider


def test_opens_after_failures_in_a_row_and_tries_once_after_its_rest() -> None:
    breaker = Breaker()
    for _ in range(FAILURES - 1):
        breaker.failed(0)
    breaker.succeeded()
    for _ in range(FAILURES):
        assert breaker.allows(0)
        breaker.failed(0)
    assert not breaker.allows(REST_SECONDS - 0.1)
    assert breaker.allows(REST_SECONDS)
    assert not breaker.allows(REST_SECONDS)
    breaker.failed(REST_SECONDS)
    assert not breaker.allows(REST_SECONDS + 1)
    assert breaker.allows(2 * REST_SECONDS)
    breaker.succeeded()
    assert breaker.allows(2 * REST_SECONDS)


def test_a_caller_that_leaves_a_trial_lets_the_next_one_try() -> None:
    breaker = Breaker(failures=FAILURES, opened_at=0)
    assert breaker.allows(REST_SECONDS)
    breaker.left()
    assert breaker.allows(REST_SECONDS)


class Endless:
    """A provider that never stops."""

    kind = "endless"

    def __init__(self, event: StreamEvent) -> None:
        self.event = event

    async def chat_stream(self, _request: ChatRequest) -> AsyncGenerator[StreamEvent, None]:
        """The same again and again."""
        while True:
            yield self.event


@pytest.mark.parametrize(
    "event", [TextDelta("x" * 9_999), ReasoningDelta("x" * 9_999), ToolCallDelta(0, arguments="x" * 9_999)]
)
def test_an_answer_ends_where_it_is_longer_than_any_true_one(event: StreamEvent) -> None:
    guarded = GuardedProvider(cast("Provider", Endless(event)), provider_id=uuid4())

    seen: list[StreamEvent] = []

    async def listen() -> None:
        async for each in guarded.chat_stream(cast("ChatRequest", None)):
            seen.append(each)  # noqa: PERF401 - keeps what came before the error

    with pytest.raises(StreamTooLarge):
        asyncio.run(listen())
    assert len(seen) == MOST_TEXT // 9_999


@pytest.mark.django_db
def test_checks_leave_a_history_of_a_week() -> None:
    provider = make_provider(base_url="http://127.0.0.1:9/v1")
    make_provider(kind=ProviderRow.Kind.BUILTIN, base_url="")
    at = now()
    ProviderProbe.objects.create(provider=provider, at=at - timedelta(days=8), is_healthy=True, latency_ms=3)
    assert watch_providers(at=at) == {"healthy": 0, "unhealthy": 1}
    (probe,) = ProviderProbe.objects.all()
    assert (probe.provider, probe.at, probe.is_healthy, probe.latency_ms) == (provider, at, False, None)
    assert probe.problem_code in {"provider_not_allowed", "provider_unreachable"}
