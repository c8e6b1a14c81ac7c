"""One text that people read."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Text:
    """The English words, which are also the key; ``plural`` where a number decides between two forms."""

    words: str
    plural: str = ""
    context: str = ""
