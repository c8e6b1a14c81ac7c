"""Chooses the sentences that say most about a question, or about the texts, without saying anything twice."""

from typing import Any

from project.lib.errors import InvalidInput
from spirits.tools.content.sentences import sentences_of
from spirits.tools.data.research.relevance import Vector, nearness, terms_of, vectors_of

MOST_SENTENCES = 1_500
LEAST_WORDS, MOST_WORDS = 4, 60
SAME = 0.7


def choose(texts: list[dict[str, str]], question: str, count: int) -> list[dict[str, Any]]:
    """At most ``count`` sentences, word for word, each with its source and place, best first."""
    found = [
        {"source": number, "text": each.text, "start": each.start, "end": each.end}
        for number, given in enumerate(texts)
        for each in sentences_of(given["text"])
        if LEAST_WORDS <= len(each.text.split()) <= MOST_WORDS and terms_of(each.text) and not each.text.endswith("?")
    ][:MOST_SENTENCES]
    if not found:
        raise InvalidInput.of("texts", "Hold no whole sentence.")
    vectors = vectors_of([*(str(each["text"]) for each in found), question])
    asked = vectors.pop()
    middle = _middle(vectors)
    scores = [(0.75 * nearness(each, asked) if asked else 0.0) + 0.25 * nearness(each, middle) for each in vectors]
    if asked:
        scores = [score if nearness(each, asked) > 0.05 else 0.0 for score, each in zip(scores, vectors, strict=True)]
    chosen = _varied(vectors, scores, count)
    return [{**found[at], "score": round(scores[at], 4)} for at in chosen]


def _middle(vectors: list[Vector]) -> Vector:
    total: Vector = {}
    for vector in vectors:
        for word, value in vector.items():
            total[word] = total.get(word, 0.0) + value
    length = sum(value * value for value in total.values()) ** 0.5 or 1.0
    return {word: value / length for word, value in total.items()}


def _varied(vectors: list[Vector], scores: list[float], count: int) -> list[int]:
    """The best ones, of which no two say the same."""
    chosen: list[int] = []
    for at in sorted(range(len(scores)), key=lambda each: (-scores[each], each)):
        if len(chosen) == count or scores[at] <= 0:
            break
        if all(nearness(vectors[at], vectors[other]) < SAME for other in chosen):
            chosen.append(at)
    return chosen
