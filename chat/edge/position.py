"""Where a page stands in its stream: the id of each event, which it gives when it comes back."""

import re
from dataclasses import dataclass
from uuid import UUID

MOST_TOLD = 8
WRITTEN = re.compile(rf"([0-9]{{1,14}})(?:-([0-9a-f]{{1,16}})((?:\.[0-9a-f]{{32}}){{0,{MOST_TOLD}}}))?")
UNKNOWN_JOBS = "0"


@dataclass(frozen=True)
class Position:
    """What a page was told, written ``moment-jobs.notification.notification``.

    ``moment``: everything up to then, in milliseconds since 1970; ``jobs``: the name of the jobs' state it was told;
    ``notifications``: the ids of the latest, as one that commits late has a smaller id than those told before it. A page that was
    just made gives its moment alone: it followed nothing yet.
    """

    moment: int
    jobs: str | None = None
    notifications: tuple[UUID, ...] = ()

    @classmethod
    def read(cls, written: str) -> "Position":
        """What ``str`` wrote, or a moment alone; ValueError for anything else."""
        found = WRITTEN.fullmatch(written)
        if found is None:
            raise ValueError(written)
        return cls(int(found[1]), found[2], tuple(UUID(each) for each in (found[3] or "").split(".")[1:]))

    def __str__(self) -> str:
        told = "".join(f".{each.hex}" for each in self.notifications[-MOST_TOLD:])
        return f"{self.moment}-{self.jobs or UNKNOWN_JOBS}{told}"

    @property
    def is_back(self) -> bool:
        """Whether the page followed before, and may have missed something since."""
        return self.jobs is not None
