"""Checks the vectors that a provider returns."""

import math
from collections.abc import Sequence
from typing import Any

from training.providers.errors import CannotEmbed, ProviderGarbage
from training.providers.protocol import Embeddable


def only_texts(given: Sequence[Embeddable]) -> list[str]:
    """The texts, or CannotEmbed where there are token ids, which a server of another tokenizer would misread."""
    texts = [each for each in given if isinstance(each, str)]
    if len(texts) != len(given):
        raise CannotEmbed("This provider embeds texts only, not token ids.")
    return texts


def checked(vectors: list[Any], *, expected: int) -> tuple[tuple[float, ...], ...]:
    """The vectors as floats: one per text, all of one length, every number finite; else ProviderGarbage."""
    if len(vectors) != expected:
        raise ProviderGarbage(detail=f"{expected} texts were sent, {len(vectors)} vectors came back.")
    try:
        found = tuple(tuple(float(number) for number in vector) for vector in vectors)
    except (TypeError, ValueError) as error:
        raise ProviderGarbage(detail="A vector holds something that is no number.") from error
    if len({len(vector) for vector in found}) > 1 or any(not vector for vector in found):
        raise ProviderGarbage(detail="The vectors differ in length, or are empty.")
    if not all(math.isfinite(number) for vector in found for number in vector):
        raise ProviderGarbage(detail="A vector holds a number that is not finite.")
    return found
