"""Ask the model that works in the background: it extracts memories and writes summaries, and no answer waits for it."""

import time
from collections.abc import Mapping
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from chat.models import UsageRecord
from project.lib.errors import DaimonError
from project.ops.queries.runtime import value_of
from project.ops.rules.runtime_settings import Declared, declare
from training.models import LanguageModel
from training.providers.errors import ProviderError
from training.providers.protocol import ChatRequest, Finished, TextDelta, Turn, Usage
from training.services.open_provider import open_for, waited

BACKGROUND_MODEL = declare(
    Declared(
        "background_model",
        "",
        "The name of the language model, of a provider of the installation, that extracts memories and summarises long "
        "conversations in the background. Empty: rules extract, and nothing is summarised.",
    )
)
SECONDS = 120.0
LONGEST_ANSWER = 2_000  # tokens


class BackgroundModelMissing(DaimonError):
    """The runtime setting names a model that the installation does not have."""

    code = "background_model_missing"
    message = "The model that the runtime setting background_model names does not exist."


class AnswerCut(DaimonError):
    """The model did not finish by itself."""

    code = "answer_cut"
    message = "The model did not finish its answer."


@dataclass(frozen=True)
class Asked:
    """In whose name, and about which minion, the model is asked."""

    owner_id: UUID
    minion_id: UUID | None
    at: datetime


def is_background_model_set() -> bool:
    """Whether the operator chose a model for the background."""
    return bool(value_of(BACKGROUND_MODEL))


def background_model() -> LanguageModel:
    """The chosen model, or BackgroundModelMissing."""
    wanted = str(value_of(BACKGROUND_MODEL))
    rows = LanguageModel.objects.select_related("provider").filter(provider__owner=None, can_chat=True, name=wanted)
    model = rows.order_by("pk").first()
    if model is None:
        raise BackgroundModelMissing
    return model


def ask_background_model(
    model: LanguageModel, asked: Asked, *messages: Turn, response_format: Mapping[str, Any] | None = None
) -> str:
    """The model's whole answer; a ProviderError or AnswerCut otherwise. Every call leaves a usage record.

    No transaction may be open: the call takes as long as the model does.
    """
    request = ChatRequest(
        model=model.name,
        messages=messages,
        temperature=0.0,
        max_output_tokens=LONGEST_ANSWER,
        response_format=response_format,
        total_seconds=SECONDS,
    )
    begun = time.monotonic()
    heard = _Heard()
    try:
        waited(lambda: _listen(model, request, heard))
    except ProviderError as error:
        _note(model, asked, heard, begun, code=error.code)
        raise
    _note(model, asked, heard, begun, code="" if heard.is_whole else AnswerCut.code)
    if not heard.is_whole:
        raise AnswerCut
    return "".join(heard.words)


class _Heard:
    """What came back so far."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.usage = Usage(0, 0)
        self.is_whole = False


async def _listen(model: LanguageModel, request: ChatRequest, heard: _Heard) -> None:
    async with aclosing(open_for(model).chat_stream(request)) as stream:
        async for event in stream:
            match event:
                case TextDelta(text):
                    heard.words.append(text)
                case Usage():
                    heard.usage = event
                case Finished(reason):
                    heard.is_whole = reason == "stop"


def _note(model: LanguageModel, asked: Asked, heard: _Heard, begun: float, *, code: str) -> None:
    states = UsageRecord.State
    UsageRecord.objects.create(
        owner_id=asked.owner_id,
        minion_id=asked.minion_id,
        language_model=model,
        model_name=model.name,
        provider_name=model.provider.name,
        door=UsageRecord.Door.CHAT,
        state=states.FAILED if code and code != AnswerCut.code else states.INCOMPLETE if code else states.COMPLETED,
        error_code=code,
        input_tokens=heard.usage.input_tokens,
        output_tokens=heard.usage.output_tokens,
        total_ms=int((time.monotonic() - begun) * 1000),
        at=asked.at,
    )
