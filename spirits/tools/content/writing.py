"""Asks one of the person's language models to write something, for the tools that need one."""

import re
from contextlib import aclosing
from dataclasses import dataclass
from time import monotonic

from project.lib.errors import DaimonError
from spirits.services.model_use import ModelUse, tell_model_use
from spirits.tools.context import Context
from spirits.tools.errors import ToolUnavailable
from training.models import LanguageModel
from training.providers.protocol import ChatRequest, Finished, TextDelta, Turn, Usage
from training.queries.usable_models import get_model_by_name, usable_models
from training.services.open_provider import open_for, waited

MODEL = {
    "type": "string", "minLength": 1, "maxLength": 200,
    "description": "Which of your language models writes; the first one when left out.",
}  # fmt: skip
HOW_TO_CONNECT = (
    "This needs a language model, and you have none. Add a provider under Settings > Models (Ollama, an OpenAI-compatible "
    "server or Anthropic), or let the operator set OLLAMA_URL, OPENAI_API_KEY or ANTHROPIC_API_KEY."
)


class AnswerUnusable(DaimonError):
    """The language model's answer is empty, cut short, or lost what it had to keep."""

    code = "model_answer_unusable"
    status = 424
    message = "The language model gave no usable answer. Try again, or choose another model."


@dataclass(frozen=True)
class Written:
    """What the model wrote, and what that took."""

    text: str
    model: str
    input_tokens: int
    output_tokens: int

    @property
    def use(self) -> dict[str, object]:
        """Model and tokens, for the result."""
        return {"model": self.model, "input_tokens": self.input_tokens, "output_tokens": self.output_tokens}


def write(
    context: Context, *, system: str, user: str, model: str | None = None, temperature: float = 0.7,
    seed: int | None = None,
) -> Written:  # fmt: skip
    """The model's whole answer; ToolUnavailable where the person has no model, AnswerUnusable where it is not whole."""
    chosen = _chosen(context, model)
    request = ChatRequest(
        model=chosen.name,
        messages=(Turn("system", system), Turn("user", user)),
        temperature=temperature,
        seed=seed,
        total_seconds=context.seconds_left(),
    )
    client = open_for(chosen)

    async def answer() -> tuple[str, Usage | None, str]:
        pieces: list[str] = []
        usage, reason = None, ""
        async with aclosing(client.chat_stream(request)) as events:
            async for event in events:
                context.seconds_left()
                if isinstance(event, TextDelta):
                    pieces.append(event.text)
                elif isinstance(event, Usage):
                    usage = event
                elif isinstance(event, Finished):
                    reason = event.reason
        return "".join(pieces), usage, reason

    begun = monotonic()
    text, usage, reason = waited(answer)
    tell_model_use(
        ModelUse(
            user=context.user,
            provider_name=chosen.provider.name,
            model_name=chosen.name,
            model_id=chosen.pk,
            minion_id=context.minion_id,
            input_tokens=usage.input_tokens if usage else 0,
            output_tokens=usage.output_tokens if usage else 0,
            milliseconds=round((monotonic() - begun) * 1000),
            at=context.now,
        )
    )
    if reason == "length":
        raise AnswerUnusable("The model reached its limit before it was done. Ask for less at once.")
    if reason != "stop" or not text.strip():
        raise AnswerUnusable
    return Written(_bare(text), chosen.name, usage.input_tokens if usage else 0, usage.output_tokens if usage else 0)


def _chosen(context: Context, name: str | None) -> LanguageModel:
    if name is not None:
        return get_model_by_name(context.user, name)
    found = usable_models(context.user).exclude(provider__kind="builtin").first()
    if found is None:
        raise ToolUnavailable(HOW_TO_CONNECT)
    return found


def _bare(answer: str) -> str:
    """The answer without a model's visible thinking and without a fence around the whole of it."""
    answer = re.sub(r"^\s*<think>.*?</think>", "", answer, flags=re.S).strip()
    fenced = re.fullmatch(r"```\w*\n(.*?)\n```", answer, flags=re.S)
    return fenced.group(1) if fenced else answer
