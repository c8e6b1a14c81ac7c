"""Where votes between models come from; upper apps register what people voted on."""

from collections.abc import Callable, Iterator

from accounts.models import User
from training.evaluations.rules.ratings import Vote

VoteSource = Callable[[User | None], Iterator[Vote]]
_sources: list[VoteSource] = []


def register_votes(source: VoteSource) -> None:
    """Count these votes; given None the source tells everybody's."""
    if source not in _sources:
        _sources.append(source)


def votes_of(user: User | None) -> list[Vote]:
    """Every vote of the person, or of everybody, in their order."""
    return [vote for source in _sources for vote in source(user)]
