"""``POST /v1/completions``: the old form, with one prompt and plain text."""

from dataclasses import replace
from typing import Any

from chat.door.choices import Choice, choices_of
from chat.door.errors import UnsupportedParameter
from chat.door.exchange import Exchange, Shape, all_of, sse
from chat.door.fields import flag, part, text, whole
from chat.door.openai.chat import DONE, usage_of
from chat.door.openai.reading import asked_of, times_of
from project.lib.errors import InvalidInput
from training.providers.protocol import Finished, StreamEvent, TextDelta, Turn, Usage


async def completions(exchange: Exchange) -> None:
    """Answer one completion."""
    body = exchange.body
    prompt = _prompt(body.get("prompt"))
    if (whole(body, "best_of") or 1) > times_of(body):
        raise UnsupportedParameter.of("best_of", "Only as many answers are made as 'n' asks for.")
    if body.get("suffix") or body.get("echo"):
        raise UnsupportedParameter.of("suffix" if body.get("suffix") else "echo", "No model here fills in between.")
    chat = {key: value for key, value in body.items() if key not in {"tools", "functions"}}
    asked = asked_of({**chat, "logprobs": None, "messages": [{"role": "user", "content": prompt}]})
    asked = replace(asked, turns=(Turn(role="user", content=prompt),))
    times = times_of(body)
    options = part(body, "stream_options") or {}
    async with exchange.answering_times(asked, times) as broadcasts:
        first = broadcasts[0]
        head = {
            "id": f"cmpl-{first.call_id}",
            "object": "text_completion",
            "created": first.created,
            "model": text(body, "model"),
        }
        if flag(body, "stream"):
            shape = Pieces(head, has_usage=flag(options, "include_usage"))
            await exchange.stream(first.events() if times == 1 else choices_of(broadcasts), shape)
            return
        answers = await all_of(broadcasts)
        choices = [_choice(each.text, each.reason, number) for number, each in enumerate(answers)]
        await exchange.json({**head, "choices": choices, "usage": usage_of([each.usage for each in answers])})


class Pieces(Shape):
    """The stream's shape."""

    def __init__(self, head: dict[str, Any], *, has_usage: bool) -> None:
        self._head = head
        self._has_usage = has_usage
        self._usages: list[Usage] = []

    def start(self) -> bytes:
        """Nothing: the old form names no role."""
        return b""

    def event(self, event: StreamEvent | Choice) -> bytes:
        """One piece of text, or the end's reason."""
        number = 0
        if isinstance(event, Choice):
            number, event = event.number, event.event
        match event:
            case TextDelta(words):
                return sse({**self._head, "choices": [_choice(words, None, number)]})
            case Usage():
                self._usages.append(event)
            case Finished(reason):
                return sse({**self._head, "choices": [_choice("", reason, number)]})
        return b""

    def end(self) -> bytes:
        """The usage where it was asked for, and the mark of the end."""
        last = {**self._head, "choices": [], "usage": usage_of(self._usages)}
        return (sse(last) if self._has_usage else b"") + DONE


def _prompt(given: Any) -> str:
    if isinstance(given, list) and len(given) == 1 and isinstance(given[0], str):
        given = given[0]
    if not isinstance(given, str) or not given:
        raise InvalidInput.of("prompt", "'prompt' must be one text; token ids and several prompts are not supported.")
    return given


def _choice(words: str, reason: str | None, number: int) -> dict[str, Any]:
    return {"index": number, "text": words, "logprobs": None, "finish_reason": reason}
