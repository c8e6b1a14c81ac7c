"""How much of one text is in another: token F1 and ROUGE, each between 0 and 1."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

LONGEST = 2_000  # words that the longest common subsequence is looked for in


def token_f1(answer: Sequence[str], reference: Sequence[str]) -> float:
    """The harmonic mean of precision and recall of the words."""
    return _f1(Counter(answer), Counter(reference))


def rouge_n(answer: Sequence[str], reference: Sequence[str], n: int) -> float:
    """The same of runs of ``n`` words."""
    return _f1(Counter(_runs(answer, n)), Counter(_runs(reference, n)))


def rouge_l(answer: Sequence[str], reference: Sequence[str]) -> float:
    """The same of the longest common subsequence of the first two thousand words."""
    first, second = answer[:LONGEST], reference[:LONGEST]
    return _harmonic(_common(first, second), len(first), len(second))


def _f1(first: Counter[Any], second: Counter[Any]) -> float:
    return _harmonic((first & second).total(), first.total(), second.total())


def _harmonic(common: int, first: int, second: int) -> float:
    if not first and not second:
        return 1.0
    return 2 * common / (first + second) if common else 0.0


def _runs(words: Sequence[str], n: int) -> list[tuple[str, ...]]:
    return [tuple(words[at : at + n]) for at in range(len(words) - n + 1)]


def _common(first: Sequence[str], second: Sequence[str]) -> int:
    row = [0] * (len(second) + 1)
    for word in first:
        above_left = 0
        for at, other in enumerate(second, 1):
            above = row[at]
            row[at] = above_left + 1 if word == other else max(above, row[at - 1])
            above_left = above
    return row[-1]
