"""Another model answers where one fails before its first word. After it nobody else is tried: nobody gets two half answers."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass

import structlog

from training.providers.errors import ContextTooLong, DeadlineExceeded, ProviderError, RequestRejected
from training.providers.protocol import ChatRequest, InLine, Provider, StreamEvent

log = structlog.get_logger(__name__)

FIRST_WORD_SECONDS = 30.0  # how long a model is waited for while another one could answer
CALLERS_FAULT = (RequestRejected, ContextTooLong)  # another model would be asked the same wrong thing


@dataclass(frozen=True, slots=True)
class Attempt:
    """One model that may answer, and what it would be asked."""

    provider: Provider
    request: ChatRequest


async def first_that_answers(
    attempts: Sequence[Attempt], *, trying: Callable[[int], None]
) -> AsyncGenerator[StreamEvent, None]:
    """The events of the first that says anything; ``trying`` is told the place of each before it is asked.

    Raises the last one's ProviderError, or that of one which had begun.
    """
    for place, attempt in enumerate(attempts):
        has_begun = False
        is_last = place == len(attempts) - 1
        trying(place)
        try:
            async with aclosing(_stream(attempt, may_wait=is_last)) as events:
                async for event in events:
                    has_begun = has_begun or not isinstance(event, InLine)
                    yield event
            return
        except ProviderError as error:
            if has_begun or is_last or isinstance(error, CALLERS_FAULT):
                raise
            log.warning("model_replaced", failed=attempt.request.model, code=error.code, detail=error.detail)


async def _stream(attempt: Attempt, *, may_wait: bool) -> AsyncGenerator[StreamEvent, None]:
    """The provider's events; DeadlineExceeded where the first is late although somebody else could answer."""
    async with aclosing(attempt.provider.chat_stream(attempt.request)) as events:
        until = None if may_wait else asyncio.get_running_loop().time() + FIRST_WORD_SECONDS
        while True:
            try:
                async with asyncio.timeout_at(until):
                    event = await anext(events)
            except TimeoutError as error:
                raise DeadlineExceeded from error
            except StopAsyncIteration:
                return
            yield event
            if not isinstance(event, InLine):
                break
        async for event in events:
            yield event
