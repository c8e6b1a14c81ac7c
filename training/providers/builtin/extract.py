"""Finds the sentences that answer a question, by its words, and keeps the number of the passage each comes from."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from training.providers.protocol import Passage

MOST_QUOTES = 4
LONGEST_QUOTE = 400
LEAST_COVERAGE = 0.4
SENTENCE = re.compile(r"(?<=[.!?…])\s+(?=[^\s\d.,;])|\n+")
WORD = re.compile(r"\w+", re.UNICODE)
STOPWORDS = frozenset(
    """a about all also am an and any are as at be been being but by can could did do does doing for from had has have
    he her him his how i if in into is it its just me my no not of on or our please she should so some tell than that the
    their them then there these they this those to up us was we were what when where which who whom whose why will with
    would you your know find show give say said""".split()  # noqa: SIM905 - a list of fifty words reads best as text
)


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence and the number, from 1, of the passage it stands in."""

    text: str
    number: int


def quotes_for(question: str, passages: Sequence[Passage]) -> list[Quote]:
    """The sentences that share the most telling words with the question, in the passages' order; none when too little fits.

    A sentence that only repeats the question is none. A question of nothing but small words ("what did I say?") gets the opening of the best passages.
    """
    asked = set(terms(question))
    repeated = WORD.findall(question.lower())
    sentences = [
        Quote(text, number)
        for number, each in enumerate(passages, 1)
        for text in _sentences(each.text)
        if WORD.findall(text.lower()) != repeated
    ]
    if not asked:
        openings = {quote.number: quote for quote in reversed(sentences)}
        return [openings[number] for number in sorted(openings)][:MOST_QUOTES]
    weights = _weights(asked, [set(terms(quote.text)) for quote in sentences])
    scored = [(score, quote) for quote in sentences if (score := _score(asked, quote, weights, passages)) > 0]
    best = sorted(scored, key=lambda pair: -pair[0])[:MOST_QUOTES]
    kept = [quote for score, quote in best if score >= best[0][0] / 2]
    return sorted(kept, key=lambda quote: quote.number)


def terms(text: str) -> list[str]:
    """The telling words, lower-case, with common English endings removed."""
    return [
        _stem(word)
        for word in WORD.findall(text.lower())
        if word not in STOPWORDS and (len(word) > 1 or word.isdigit())
    ]


def _stem(word: str) -> str:
    for ending in ("ing", "ies", "ed", "es", "'s", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word.removesuffix(ending)
    return word.removesuffix("e") if len(word) > 4 else word


def _sentences(text: str) -> list[str]:
    found = [" ".join(part.split()) for part in SENTENCE.split(text)]
    return [_cut(part) for part in found if part]


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_QUOTE else text[:LONGEST_QUOTE].rsplit(" ", 1)[0] + " …"


def _weights(asked: set[str], sentences: Sequence[set[str]]) -> dict[str, float]:
    """How much each asked word tells: the rarer among the sentences, the more; one that is nowhere still counts."""
    seen = Counter(term for sentence in sentences for term in sentence & asked)
    return {term: math.log(1 + (len(sentences) + 1) / (seen[term] + 0.5)) for term in asked}


def _score(asked: set[str], quote: Quote, weights: dict[str, float], passages: Sequence[Passage]) -> float:
    """The share of the question's weight that the sentence, helped a little by its passage, covers; 0 when too small."""
    own = set(terms(quote.text))
    around = set(terms(passages[quote.number - 1].text)) | set(terms(passages[quote.number - 1].source))
    total = sum(weights.values())
    covered = sum(weights[term] for term in asked & own) / total
    context = sum(weights[term] for term in asked & around) / total
    if not asked & own or max(covered, context) < LEAST_COVERAGE:
        return 0.0
    return covered + 0.25 * context - 0.001 * quote.number
