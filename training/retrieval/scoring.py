"""The parts that every search statement of Daimon is made of: BM25, and the sum of z-scores that fuses signals of different scale.

They are pieces of SQL over names of the caller's own; ``%(k)s`` and ``%(b)s`` are BM25's two constants.
"""

from collections.abc import Iterable


def bm25(*, times: str, length: str, average: str, rarity: str = "idf") -> str:
    """What one word adds to a text's score; ``rarity`` names what ``idf`` says of the word."""
    return f"{rarity} * {times} * (%(k)s + 1) / ({times} + %(k)s * (1 - %(b)s + %(b)s * {length} / {average}))"


def idf(*, texts: str, with_word: str = "count(*)") -> str:
    """How rare a word is that so many of the texts have."""
    return f"ln(1 + ({texts} - {with_word} + 0.5) / ({with_word} + 0.5))"


def spread(name: str) -> str:
    """Mean and deviation of a signal over all rows; a signal that never differs has none."""
    return f"avg({name}) AS {name}_mean, nullif(stddev_pop({name}), 0) AS {name}_deviation"


def z_score(name: str) -> str:
    """A signal in standard deviations from its mean; 0 where it never differs or is absent."""
    return f"coalesce(({name} - {name}_mean) / {name}_deviation, 0) AS z_{name}"


def weighed(names: Iterable[str]) -> str:
    """The sum of z-scores, each with its weight."""
    return " + ".join(f"%(w_{name})s * z_{name}" for name in names)
