"""Fits what a model is told into its window: instructions, passages, and as many of the last messages as there is room for."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from chat.context.budget import cut_to, fitting_length, tokens_at_most
from chat.context.parts import (
    OMITTED,
    PASSAGES_INTRODUCTION,
    PASSAGES_OMITTED,
    Part,
    digest,
    passage_line,
    rendered,
    turns_of,
)
from chat.context.pictures import TOKENS, Picture, fitting
from training.providers.protocol import Passage, Turn

UNKNOWN_WINDOW = 8_192  # tokens assumed where a provider does not say
SMALLEST_WINDOW = 512
ANSWER_SHARE = 4  # one part in four of the window is kept for the answer
LARGEST_SHARE = 3  # instructions and the question get at most one part in three of the room each
SUMMARY_SHARE = 2  # one part in two of what is left may go to a summary of what is left out
PASSAGES_SHARE = 0.5  # of what is then left, before history; passages that still fit come in after it
NO_ROOM = "no room"


@dataclass(frozen=True)
class Context:
    """The turns to send, and the record of what they were made from."""

    turns: tuple[Turn, ...]
    parts: tuple[Part, ...]
    left_out: int
    window: int
    passages: tuple[Passage, ...] = field(default=())
    dropped: tuple[dict[str, Any], ...] = field(default=())
    pictures: tuple[Picture, ...] = field(default=())
    memory: str = ""  # what of memory served, in the minion's word for it; empty: not told

    @property
    def tokens(self) -> int:
        """An upper bound of the tokens everything takes together."""
        return sum(part.tokens for part in self.parts) + TOKENS * len(self.pictures)

    @property
    def room(self) -> int:
        """The tokens there were; ``tokens`` is never more."""
        return room_of(self.window)

    def snapshot(self) -> dict[str, Any]:
        """What was sent, part by part with hashes, what was left out and why."""
        pictures = {"pictures": [each.record() for each in self.pictures]} if self.pictures else {}
        memory = {"memory": self.memory} if self.memory else {}
        return {
            "format": 1,
            "window": self.window,
            "room": self.room,
            "tokens": self.tokens,
            "parts": [part.record() for part in self.parts],
            "dropped": list(self.dropped),
            "left_out": self.left_out,
            "sha256": digest(rendered(self.parts)),
            **pictures,
            **memory,
        }


def room_of(window: int) -> int:
    """The tokens of a window that are not kept for the answer."""
    return window - window // ANSWER_SHARE


class Told(Protocol):
    """A summary of the first messages: its words with their range, and the id of the last it covers."""

    @property
    def words(self) -> str:
        """What the model reads."""

    @property
    def through(self) -> str:
        """The last message it covers."""


def assemble(
    *,
    instructions: str,
    passages: list[Passage],
    history: list[tuple[str, str, str]],
    context_length: int | None,
    summary: Told | None = None,
    pictures: Sequence[Picture] = (),
    memory: str = "",
) -> Context:
    """The context for one answer. ``history`` is (role, text, message id), oldest first, ending in the question.

    It never takes more than its room. Messages are left out from the oldest on and passages from the weakest on, each
    with a marker that says how many; instructions and a question too long for the window are cut in plain sight. The
    summary comes in when messages are left out, and counts them: what it does not cover is marked as well. Pictures get one
    part in three of the room at most, the last said first; one whose message is left out is left out with it.
    """
    window = max(context_length or UNKNOWN_WINDOW, SMALLEST_WINDOW)
    room = room_of(window)
    opening = [_fitted(Part("instructions", instructions), room // LARGEST_SHARE)] if instructions else []
    asked = _spoken(history[-1], most=room // LARGEST_SHARE)
    seen = fitting(pictures, room // LARGEST_SHARE)
    left = room - sum(part.tokens for part in (*opening, asked)) - _reserve(passages, history) - TOKENS * len(seen)
    chosen = _strongest(passages, int(left * PASSAGES_SHARE))
    left -= sum(_cost(passages[at]) for at in chosen)
    kept = _latest(history[:-1], left)
    if summary and len(kept) < len(history) - 1 and (told := _summary(summary, left // SUMMARY_SHARE)):
        opening.append(told)
        left -= told.tokens
        kept = _latest(history[:-1], left)
    left -= sum(part.tokens for part in kept)
    chosen = sorted({*chosen, *_strongest(passages, left, but=chosen)})
    context = _context(
        window, opening, [passages[at] for at in chosen], _rest(passages, chosen), history, [*kept, asked]
    )
    said = {part.reference for part in context.parts if part.kind == "user"}
    return replace(context, pictures=tuple(each for each in seen if each.message in said), memory=memory)


def _context(
    window: int,
    opening: list[Part],
    passages: list[Passage],
    dropped: list[Passage],
    history: list[tuple[str, str, str]],
    spoken: list[Part],
) -> Context:
    parts = [*opening, *(_passage(number, each) for number, each in enumerate(passages, start=1))]
    if passages:
        first = len(opening)
        parts[first] = replace(parts[first], tokens=parts[first].tokens + tokens_at_most(PASSAGES_INTRODUCTION))
    left_out = len(history) - len(spoken)
    if dropped:
        parts.append(_marker(PASSAGES_OMITTED.format(count=len(dropped))))
    if left_out:
        parts.append(_marker(OMITTED.format(count=left_out)))
    parts += spoken
    gone = [{"kind": "passage", "passage": each.kind, "reference": each.reference, "score": each.score, "reason": NO_ROOM,
             "source": each.source, "why": dict(each.why)} for each in dropped]  # fmt: skip
    gone += [{"kind": role, "reference": reference, "reason": NO_ROOM} for role, _, reference in history[:left_out]]
    return Context(turns_of(parts), tuple(parts), left_out, window, tuple(passages), tuple(gone))


def _reserve(passages: list[Passage], history: list[tuple[str, str, str]]) -> int:
    """Room for the introduction and the markers, which may all be needed."""
    texts = [OMITTED.format(count=len(history)), PASSAGES_OMITTED.format(count=len(passages))]
    if passages:
        texts.append(PASSAGES_INTRODUCTION)
    return sum(tokens_at_most(text) for text in texts)


def _strongest(passages: list[Passage], room: int, *, but: list[int] | None = None) -> list[int]:
    """The places of the passages that fit: those without a score (pinned, rules) first, then by score."""
    order = sorted(
        set(range(len(passages))) - set(but or []), key=lambda at: (passages[at].score != 0, -passages[at].score, at)
    )
    chosen: list[int] = []
    for at in order:
        cost = _cost(passages[at])
        if cost <= room:
            chosen.append(at)
            room -= cost
    return chosen


def _rest(passages: list[Passage], chosen: list[int]) -> list[Passage]:
    return [each for at, each in enumerate(passages) if at not in chosen]


def _cost(passage: Passage) -> int:
    return tokens_at_most(passage_line(99, passage.source, passage.text))


def _passage(number: int, passage: Passage) -> Part:
    return Part(
        "passage",
        passage.text,
        passage.reference,
        source=passage.source,
        passage_kind=passage.kind,
        number=number,
        score=round(passage.score, 6),
        why=passage.why,
        tokens=_cost(passage),
    )


def _latest(history: list[tuple[str, str, str]], room: int) -> list[Part]:
    """The longest end of the history that fits and begins with a person's message."""
    kept: list[Part] = []
    for entry in reversed(history):
        part = _spoken(entry)
        room -= part.tokens
        if room < 0:
            break
        kept.insert(0, part)
    while kept and kept[0].kind != "user":
        kept.pop(0)
    return kept


def _spoken(entry: tuple[str, str, str], *, most: int | None = None) -> Part:
    role, text, reference = entry
    part = Part("user" if role == "user" else "assistant", text, reference, tokens=tokens_at_most(text))
    return part if most is None else _fitted(part, most)


def _fitted(part: Part, most: int) -> Part:
    kept = fitting_length(part.text, most)
    if kept == len(part.text):
        return replace(part, tokens=tokens_at_most(part.text))
    text = cut_to(part.text, kept)
    return replace(part, text=text, tokens=tokens_at_most(text), cut=kept)


def _summary(summary: Told, most: int) -> Part | None:
    """The summary as a part, when it fits."""
    part = Part("summary", summary.words, f"through:{summary.through}", tokens=tokens_at_most(summary.words))
    return part if part.tokens <= most else None


def _marker(text: str) -> Part:
    return Part("marker", text, tokens=tokens_at_most(text))
