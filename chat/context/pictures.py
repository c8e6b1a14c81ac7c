"""Pictures in a context: which ones a model sees, and how they join what was said with them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from chat.context.parts import SPOKEN, Part
from training.providers.protocol import ImagePart, Passage, TextPart, Turn

TOKENS = 1_600  # at most, for a picture of 1024 × 1024 pixels
MOST = 8


@dataclass(frozen=True)
class Picture:
    """A picture and the message that it came with."""

    upload_id: UUID
    message: str
    name: str
    sha256: str

    def record(self) -> dict[str, Any]:
        """As a snapshot keeps it."""
        return {"upload": str(self.upload_id), "message": self.message, "sha256": self.sha256, "tokens": TOKENS}


def fitting(pictures: Sequence[Picture], room: int) -> list[Picture]:
    """Those that fit, the last said first."""
    return list(pictures[: min(MOST, max(0, room) // TOKENS)])


def with_pictures(
    turns: tuple[Turn, ...], parts: Sequence[Part], pictures: Iterable[Picture], load: Callable[[UUID], bytes | None]
) -> tuple[Turn, ...]:
    """The turns, those of a person with the pictures that came with them; one whose file is gone is left out."""
    by_message: dict[str, list[ImagePart]] = {}
    for each in pictures:
        if (content := load(each.upload_id)) is not None:
            by_message.setdefault(each.message, []).append(ImagePart("image/jpeg", content))
    spoken = [part for part in parts if part.kind in SPOKEN]
    ahead = len(turns) - len(spoken)
    return (*turns[:ahead], *map(_joined, turns[ahead:], spoken, [by_message] * len(spoken)))


def _joined(turn: Turn, part: Part, by_message: dict[str, list[ImagePart]]) -> Turn:
    seen = by_message.get(part.reference, []) if turn.role == "user" else []
    return replace(turn, content=(TextPart(turn.text), *seen)) if seen else turn


def without_pictures(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    """The turns as a model gets them that sees none."""
    return tuple(replace(each, content=f"{each.text}\n\n{BLIND}") if each.images else each for each in turns)


BLIND = "[A picture came with this message, which this model cannot see.]"


def unseen(pictures: Sequence[Picture]) -> list[Passage]:
    """What a model is told of pictures it cannot see, so that it says so."""
    return [
        Passage(
            f"{each.name} is a picture that came with a message. This model cannot see pictures.",
            source=each.name,
            kind="picture",
            reference=str(each.upload_id),
            why={"reason": "attached"},
        )
        for each in pictures[:MOST]
    ]
