"""A corpus that is the same for the same Python: pages after the manner of its own manual, each with a line that only it has.

The words follow one another as they do in the topics of the manual that every Python brings, so common and rare words, word
forms and subjects are those of real prose. A document keeps to three topics. No sentence is copied but by chance.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pydoc_data.topics import topics
from random import Random

PAGES_EACH = 100
WORDS_EACH = 230  # of one page
LEAST_WORDS = 1_500  # of a topic that is written after
CONSONANTS, VOWELS = "bdfgklmnprstvz", "aeiou"
NAMES = 9_000
WORD = re.compile(r"[A-Za-z][A-Za-z'-]*")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the only page that answers it."""

    question: str
    title: str
    page: int


@dataclass(frozen=True, slots=True)
class Paper:
    """A document to upload, and what can be asked of it."""

    name: str
    raw: bytes
    asked: list[Asked]


def papers(pages: int, *, seed: int = 7, pages_each: int = PAGES_EACH, kinds: str = "pppppptttt") -> list[Paper]:
    """Documents of so many pages together; of ten six are PDF, the others text with form feeds."""
    random = Random(seed)
    return [
        _paper(random, f"{seed}-{number}", min(pages_each, pages - begin), kinds[number % len(kinds)])
        for number, begin in enumerate(range(0, pages, pages_each))
    ]


def _paper(random: Random, name: str, pages: int, kind: str) -> Paper:
    from training.knowledge.tests.documents import pdf

    manner = random.sample(sorted(_manners()), 3)
    drawn = [_page(random, random.choice(manner)) for _ in range(pages)]
    title = f"{name}.{'pdf' if kind == 'p' else 'txt'}"
    asked = [Asked(question, title, page) for page, (_, question) in enumerate(drawn, 1)]
    if kind == "p":
        return Paper(title, pdf([sentences for sentences, _ in drawn]), asked)
    return Paper(title, "\f".join(" ".join(sentences) for sentences, _ in drawn).encode(), asked)


def _page(random: Random, topic: str) -> tuple[list[str], str]:
    """Its sentences, and the question for the one that holds four names."""
    words = _written(random, topic, WORDS_EACH)
    sentences = [" ".join(words[begin : begin + 12]).capitalize() + "." for begin in range(0, WORDS_EACH, 12)]
    names, told = random.sample(_names(), 4), _written(random, topic, 8)
    sentences.insert(random.randrange(len(sentences)), f"{' '.join([*told[:4], *names, *told[4:]]).capitalize()}.")
    known = [*names, *random.sample(told, 4)]
    random.shuffle(known)
    return sentences, " ".join(known)


def _written(random: Random, topic: str, count: int) -> list[str]:
    """So many words in the manner of a topic: each follows the one before as it does there."""
    follows, starts = _manners()[topic]
    found = [random.choice(starts)]
    while len(found) < count:
        found.append(random.choice(follows.get(found[-1]) or starts))
    return found


@cache
def _manners() -> dict[str, tuple[dict[str, list[str]], list[str]]]:
    made = {}
    for name, text in sorted(topics.items()):
        words = [each.lower() for each in WORD.findall(text)]
        if len(words) >= LEAST_WORDS:
            follows = defaultdict(list)
            for one, other in pairwise(words):
                follows[one].append(other)
            made[name] = (dict(follows), words)
    return made


@cache
def _names() -> list[str]:
    random = Random(1)
    made = {
        "".join(random.choice(CONSONANTS) + random.choice(VOWELS) for _ in range(random.choice((3, 4))))
        for _ in range(NAMES * 2)
    }
    return sorted(made)[:NAMES]
