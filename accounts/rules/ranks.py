"""Ranks: what a person's experience points make them."""

from dataclasses import dataclass
from math import isqrt

from django.db.models import TextChoices
from django.utils.translation import gettext

LEVELS_PER_RANK = 5


class Rank(TextChoices):
    """The ranks from first to last; the last one has no top."""

    NOVICE = "novice", "Novice"
    SKILLED = "skilled", "Skilled"
    SPECIALIST = "specialist", "Specialist"
    EXPERT = "expert", "Expert"
    MASTER = "master", "Master"
    GRANDMASTER = "grandmaster", "Grandmaster"
    LEGEND = "legend", "Legend"


RANKS = tuple(Rank)


@dataclass(frozen=True)
class Standing:
    """Where a person stands: the level counted over all ranks (from 0), and the same as rank and level in it (1 to 5)."""

    level: int

    @property
    def rank(self) -> Rank:
        """The rank of this level."""
        return RANKS[min(self.level // LEVELS_PER_RANK, len(RANKS) - 1)]

    @property
    def level_in_rank(self) -> int:
        """1 to 5; a Legend starts again at 1 after each five."""
        return self.level % LEVELS_PER_RANK + 1

    def reaches(self, rank: str, level_in_rank: int) -> bool:
        """Whether this standing is at or above the given one."""
        return self.level >= level_of(rank, level_in_rank)

    def __str__(self) -> str:
        return f"{gettext(self.rank.label)} {self.level_in_rank}"


def level_of(rank: str, level_in_rank: int) -> int:
    """The level, counted over all ranks from 0, of a rank and a level in it."""
    return RANKS.index(Rank(rank)) * LEVELS_PER_RANK + level_in_rank - 1


def xp_for_level(level: int) -> int:
    """The total experience that the level asks for: 0, 100, 300, 600 …"""
    return 50 * level * (level + 1)


def standing_at(xp: int) -> Standing:
    """Where this much experience puts a person: the highest level whose demand it meets."""
    if xp < 0:
        raise ValueError("experience is never below zero")
    return Standing((isqrt(25 * 25 + 50 * xp) - 25) // 50)
