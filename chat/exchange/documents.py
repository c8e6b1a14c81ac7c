"""What a file of conversations holds, whichever product wrote it."""

from dataclasses import dataclass, field
from datetime import datetime

LONGEST_CONTENT = 500_000
ROLES = ("user", "assistant")


@dataclass
class Said:
    """One message; ``parent`` is the key of the one before it, empty for a first one."""

    key: str
    parent: str
    role: str
    content: str
    author: str = ""
    reasoning: str = ""
    at: datetime | None = None


@dataclass
class Document:
    """One conversation: its tree of messages, parents first, and the end of the branch it shows."""

    title: str
    said: list[Said] = field(default_factory=list)
    leaf: str = ""
    at: datetime | None = None

    def branch(self) -> list[Said]:
        """The messages on the branch it shows, oldest first."""
        by_key = {each.key: each for each in self.said}
        found: list[Said] = []
        key = self.leaf
        while key and (each := by_key.get(key)) and len(found) <= len(by_key):
            found.append(each)
            key = each.parent
        return found[::-1]
