"""Ratings from votes: Bradley-Terry strengths on Elo's scale, with intervals by drawing the votes again."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

MIDDLE = 1_000.0
SCALE = 400.0  # of so many points more it takes to win ten times as often as one loses
ROUNDS = 200
RESAMPLES = 200
SEED = 1
PRIOR = 0.5  # so many wins and losses against an average one are taken for granted: nobody's strength runs away


@dataclass(frozen=True)
class Vote:
    """Who stood in it, and who won; nobody did in a tie."""

    names: tuple[str, ...]
    winner: str | None


@dataclass(frozen=True)
class Rating:
    """One that was voted on; the interval holds 95 % of the ratings from votes drawn again."""

    name: str
    rating: float
    low: float
    high: float
    votes: int
    won: int
    tied: int


def ratings_of(votes: Sequence[Vote]) -> list[Rating]:
    """Everybody's rating, the best first. The winner beat each of the others; in a tie each pair is half a win for both."""
    names = sorted({name for vote in votes for name in vote.names})
    if not names:
        return []
    place = {name: at for at, name in enumerate(names)}
    wins = np.stack([_wins(vote, place) for vote in votes])
    middle = _strengths(wins.sum(axis=0))
    chance = np.random.default_rng(SEED)
    drawn = [_strengths(wins[chance.integers(0, len(votes), len(votes))].sum(axis=0)) for _ in range(RESAMPLES)]
    low, high = np.percentile(np.stack(drawn), [2.5, 97.5], axis=0)
    found = [
        Rating(
            name=name,
            rating=round(float(middle[at]), 1),
            low=round(float(low[at]), 1),
            high=round(float(high[at]), 1),
            votes=sum(name in vote.names for vote in votes),
            won=sum(vote.winner == name for vote in votes),
            tied=sum(vote.winner is None and name in vote.names for vote in votes),
        )
        for name, at in place.items()
    ]
    return sorted(found, key=lambda each: (-each.rating, each.name))


def _wins(vote: Vote, place: dict[str, int]) -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
    wins = np.zeros((len(place), len(place)))
    for name in vote.names:
        for other in vote.names:
            if name != other and vote.winner is None:
                wins[place[name], place[other]] = 0.5
            elif name == vote.winner and other != name:
                wins[place[name], place[other]] = 1.0
    return wins


def _strengths(
    wins: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]",
) -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
    """The likeliest strengths, by the usual iteration."""
    games = wins + wins.T
    won = wins.sum(axis=1) + PRIOR
    strength = np.ones(len(wins))
    for _ in range(ROUNDS):
        against = (games / (strength[:, None] + strength[None, :])).sum(axis=1) + 2 * PRIOR / (strength + 1)
        strength = won / against
    return np.asarray(MIDDLE + SCALE * np.log10(strength))
