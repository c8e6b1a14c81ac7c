"""Let a vision model say what a picture shows."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing

from training.images.errors import AnswerUnreadable
from training.images.rules.description import PROMPT, Description, UnreadableAnswer, read_description
from training.models import LanguageModel
from training.providers import ChatRequest, ImagePart, Provider, TextDelta, TextPart, Turn
from training.services.open_provider import open_for, waited

SECONDS = 180.0
MOST_TOKENS = 2_000
LONGEST_ANSWER = 200_000
LOOK_SECONDS = 0.5


def describe(model: LanguageModel, picture: bytes, *, check: Callable[[], None]) -> Description:
    """What the model says of the JPEG. Its provider's ProviderError, or AnswerUnreadable where it did not keep to the form.

    ``check`` is called twice a second and raises where the answer is no longer wanted: the call then ends at once.
    """
    provider = open_for(model)
    request = ChatRequest(
        model=model.name,
        messages=(Turn("user", (TextPart(PROMPT), ImagePart("image/jpeg", picture))),),
        temperature=0.0,
        max_output_tokens=MOST_TOKENS,
        response_format={"type": "json_object"},
        total_seconds=SECONDS,
    )
    answer = waited(lambda: _watched(provider, request, check))
    try:
        return read_description(answer)
    except UnreadableAnswer as error:
        raise AnswerUnreadable(f"{model} did not answer with a description in the form that was asked for.") from error


async def _watched(provider: Provider, request: ChatRequest, check: Callable[[], None]) -> str:
    answering = asyncio.create_task(_answered(provider, request))
    try:
        while not answering.done():
            await asyncio.wait({answering}, timeout=LOOK_SECONDS)
            check()
        return answering.result()
    finally:
        if not answering.done():
            answering.cancel()
            await asyncio.wait({answering})  # until the upstream is closed


async def _answered(provider: Provider, request: ChatRequest) -> str:
    parts: list[str] = []
    length = 0
    async with aclosing(provider.chat_stream(request)) as events:
        async for event in events:
            if isinstance(event, TextDelta):
                parts.append(event.text)
                length += len(event.text)
                if length > LONGEST_ANSWER:
                    break
    return "".join(parts)
