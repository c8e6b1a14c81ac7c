"""What a dataset's row asks, and what it wants for an answer."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

from training.providers.protocol import Turn


class AnswerPart(models.TextChoices):
    """Which part of an answer is compared with the row's answer."""

    WHOLE = "whole", "The whole answer"
    FIRST_LINE = "first_line", "The first line"
    LAST_LINE = "last_line", "The last line"
    FIRST_CITED = "first_cited", "The first sentence with a citation"


@dataclass(frozen=True)
class WantedCall:
    """The tool call that a row wants."""

    name: str
    arguments: Any


@dataclass(frozen=True)
class Question:
    """One row to be answered: ``turns`` end in the question."""

    number: int
    turns: tuple[Turn, ...]
    reference: str
    context: str = ""

    @property
    def text(self) -> str:
        """The question's own words."""
        return self.turns[-1].text


def question_of(number: int, content: Mapping[str, Any], *, gives_context: bool = False) -> Question | None:
    """The row as a question; None where nobody asks in it.

    Of a chat it is what stands before the last answer. With ``gives_context`` the row's context stands before its question.
    """
    if "messages" in content:
        return _of_chat(number, content["messages"])
    if "question" in content:
        context = content.get("context", "")
        asked = f"{context}\n\n{content['question']}" if context and gives_context else content["question"]
        return Question(number, (Turn("user", asked),), content["answer"], context)
    if "instruction" in content:
        asked = "\n\n".join(part for part in (content["instruction"], content.get("input", "")) if part)
        return Question(number, (Turn("user", asked),), content["output"])
    return None


def wanted_call(reference: str) -> WantedCall | None:
    """The tool call a row's answer describes: a JSON object with ``tool`` (or ``name``) and ``arguments``; None otherwise."""
    text = reference.strip().removeprefix("```json").removeprefix("```").removesuffix("```").strip()
    if not text.startswith("{"):
        return None
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return None
    name = said.get("tool") or said.get("name")
    arguments = said.get("arguments")
    if isinstance(arguments, str):
        arguments = parsed(arguments)
    if not isinstance(name, str) or not isinstance(arguments, dict):
        return None
    return WantedCall(name, arguments)


def parsed(text: str) -> Any:
    """The JSON of a call's arguments; None where it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _of_chat(number: int, messages: list[Mapping[str, str]]) -> Question | None:
    last = next((at for at in range(len(messages) - 1, -1, -1) if messages[at]["role"] == "assistant"), None)
    if last is None:
        return None
    before = [each for each in messages[:last] if each["role"] in ("system", "user", "assistant")]
    while before and before[-1]["role"] != "user":
        before.pop()
    if not before:
        return None
    turns = tuple(Turn(each["role"], each["content"]) for each in before)  # type: ignore[arg-type]  # checked above
    return Question(number, turns, messages[last]["content"])
