"""A conversation with questions whose evidence is known."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Said:
    """One turn: who said what, when, in which sitting, at which place in it."""

    id: str
    session: str
    position: int
    speaker: str
    text: str
    when: datetime


@dataclass(frozen=True, slots=True)
class Question:
    """A question, and the ids of the turns that answer it."""

    text: str
    evidence: tuple[str, ...]
    category: str


@dataclass(frozen=True, slots=True)
class Talk:
    """Everything two people said over months, and what is asked about it."""

    name: str
    said: tuple[Said, ...]
    questions: tuple[Question, ...]

    @property
    def asked_at(self) -> datetime:
        """The moment after the last turn, when the questions are asked."""
        return max(each.when for each in self.said)
