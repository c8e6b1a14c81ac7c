"""How near sentences are to each other by their words; needs no Django."""

import math
import re
from collections import Counter
from collections.abc import Sequence

from spirits.tools.listed import listed

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
STOP = frozenset(listed(
    "a an the and or but if of to in on at by for from with as is are was were be been being it its this that these those he she "
    "they we you i his her their our your not no do does did has have had will would can could may might should than then so "
    "there which who whom what when where why how all any each about into over after before also such only very more most "
    "der die das und oder ein eine ist sind war nicht mit von zu im in auf für den dem des"
))  # fmt: skip
Vector = dict[str, float]


def stem(word: str) -> str:
    """The word without its commonest endings, so that its forms meet."""
    plain = word.casefold().replace("’", "'").removesuffix("'s")
    for ending, by in (("ies", "y"), ("sses", "ss"), ("ing", ""), ("ed", ""), ("es", ""), ("s", ""), ("e", "")):
        if plain.endswith(ending) and len(plain) - len(ending) >= 3 and not plain.endswith("ss"):
            plain = plain.removesuffix(ending) + by
            break
    return plain[:-1] if len(plain) > 4 and plain[-1] == plain[-2] and plain[-1] not in "aeiouls" else plain


def terms_of(text: str) -> list[str]:
    """The text's telling words."""
    return [stem(word) for word in WORD.findall(text) if word.casefold() not in STOP]


def vectors_of(texts: Sequence[str]) -> list[Vector]:
    """Each text's words by how rare they are among the texts, of length one."""
    counted = [Counter(terms_of(each)) for each in texts]
    spread = Counter(word for each in counted for word in each)
    return [
        _unit({w: n * (math.log((1 + len(texts)) / (1 + spread[w])) + 1) for w, n in each.items()}) for each in counted
    ]


def _unit(vector: Vector) -> Vector:
    length = math.sqrt(sum(value * value for value in vector.values()))
    return {word: value / length for word, value in vector.items()} if length else {}


def nearness(one: Vector, other: Vector) -> float:
    """From 0, nothing in common, to 1."""
    if len(one) > len(other):
        one, other = other, one
    return sum(value * other.get(word, 0.0) for word, value in one.items())
