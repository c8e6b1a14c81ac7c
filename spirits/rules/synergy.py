"""What spirits gain and lose by working together."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Pair:
    """Two spirits, by slug in the order they were named, and what their pairing adds or takes away."""

    spirits: tuple[str, str]
    percent: int
    name: str = ""


@dataclass(frozen=True)
class Synergy:
    """All pairings within a set of spirits, strongest first."""

    pairs: tuple[Pair, ...] = ()

    @property
    def net_percent(self) -> int:
        """The sum over all pairs."""
        return sum(pair.percent for pair in self.pairs)

    @property
    def synergies(self) -> tuple[Pair, ...]:
        """The pairs that help each other."""
        return tuple(pair for pair in self.pairs if pair.percent > 0)

    @property
    def conflicts(self) -> tuple[Pair, ...]:
        """The pairs that hinder each other."""
        return tuple(pair for pair in reversed(self.pairs) if pair.percent < 0)


PairTable = dict[frozenset[str], Pair]


def synergy_within(slugs: Iterable[str], table: PairTable) -> Synergy:
    """What the table says of every two of these spirits."""
    chosen = list(dict.fromkeys(slugs))
    found = [
        Pair((first, second), pair.percent, pair.name)
        for index, first in enumerate(chosen)
        for second in chosen[index + 1 :]
        if (pair := table.get(frozenset({first, second}))) and pair.percent
    ]
    return Synergy(tuple(sorted(found, key=lambda pair: (-pair.percent, pair.spirits))))
