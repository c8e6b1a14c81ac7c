"""Sentences of a text and the terms in them that are worth asking for."""

import re
from collections import Counter
from dataclasses import dataclass

SENTENCE = re.compile(r"(?<=[.!?])[\"'”)]*\s+(?=[\"'“(]?[A-ZÀ-ÖØ-Þ0-9])|\n{2,}")
ABBREVIATION = re.compile(r"\b(?:Dr|Mr|Mrs|Ms|Prof|St|No|vs|e\.g|i\.e|etc|approx|[A-Z])\.$")
NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)*(?![\w])")
NAME = re.compile(r"\b[A-ZÀ-ÖØ-Þ][\w’'-]+(?:\s+(?:of|the|de|von|van)?\s*[A-ZÀ-ÖØ-Þ][\w’'-]+)*")
WORD = re.compile(r"\b[^\W\d_]{5,}\b")
COMMON = frozenset(
    [
        "about",
        "above",
        "after",
        "again",
        "against",
        "almost",
        "along",
        "already",
        "although",
        "always",
        "among",
        "another",
        "around",
        "because",
        "become",
        "before",
        "began",
        "being",
        "below",
        "between",
        "called",
        "cannot",
        "could",
        "different",
        "during",
        "either",
        "every",
        "example",
        "first",
        "found",
        "given",
        "great",
        "have",
        "however",
        "include",
        "including",
        "instead",
        "itself",
        "known",
        "large",
        "later",
        "least",
        "little",
        "making",
        "might",
        "never",
        "often",
        "other",
        "others",
        "people",
        "place",
        "right",
        "several",
        "should",
        "since",
        "small",
        "something",
        "still",
        "takes",
        "their",
        "them",
        "themselves",
        "there",
        "therefore",
        "these",
        "thing",
        "things",
        "those",
        "though",
        "three",
        "through",
        "together",
        "under",
        "until",
        "using",
        "usually",
        "various",
        "where",
        "whether",
        "which",
        "while",
        "whose",
        "within",
        "without",
        "would",
        "years",
        "where",
        "mainly",
        "major",
        "using",
        "later",
        "these",
    ]
)
OPENERS = frozenset(
    [
        "The",
        "A",
        "An",
        "It",
        "He",
        "She",
        "They",
        "We",
        "You",
        "I",
        "This",
        "That",
        "These",
        "Those",
        "There",
        "In",
        "On",
        "At",
        "By",
        "For",
        "From",
        "With",
        "As",
        "When",
        "While",
        "Although",
        "However",
        "After",
        "Before",
        "But",
        "And",
        "Or",
        "If",
        "Its",
        "His",
        "Her",
        "Their",
        "Our",
        "Some",
        "Many",
        "Most",
        "All",
        "Each",
        "During",
        "Since",
        "Because",
    ]
)


@dataclass(frozen=True)
class Term:
    """A term in a sentence: what it is, of which kind, and where it begins."""

    text: str
    kind: str
    start: int


def sentences(text: str) -> list[str]:
    """The sentences in order, on one line each."""
    found: list[str] = []
    for part in SENTENCE.split(text):
        clean = " ".join(part.split())
        if found and ABBREVIATION.search(found[-1]):
            found[-1] = f"{found[-1]} {clean}"
        elif clean:
            found.append(clean)
    return found


def frequencies(text: str) -> Counter[str]:
    """How often each longer, uncommon word occurs."""
    words = (each.lower() for each in WORD.findall(text))
    return Counter(each for each in words if each not in COMMON)


def terms_of(sentence: str, counts: Counter[str]) -> list[Term]:
    """What can be asked for in the sentence: numbers and names first, then its most frequent words."""
    found = [_number(each) for each in NUMBER.finditer(sentence)]
    for each in NAME.finditer(sentence):
        text, start = each.group(), each.start()
        first, _, rest = text.partition(" ")
        if first in OPENERS:
            start += len(text) - len(rest)
            text = rest
        if text and (start > 0 or " " in text) and text[0].isupper():
            found.append(Term(text, "name", start))
    taken = [(each.start, each.start + len(each.text)) for each in found]
    words = [
        Term(each.group(), "word", each.start())
        for each in WORD.finditer(sentence)
        if each.group().islower()
        and counts[each.group()] > 0
        and not any(start <= each.start() < end for start, end in taken)
    ]
    words.sort(key=lambda each: (-counts[each.text], -len(each.text), each.start))
    return found + words[:3]


def _number(match: re.Match[str]) -> Term:
    text = match.group()
    is_year = len(text) == 4 and text.isdigit() and 1000 <= int(text) <= 2100
    return Term(text, "year" if is_year else "number", match.start())


def key_terms(text: str, most: int) -> list[str]:
    """The names and words the text is about, by how often they occur."""
    counts = frequencies(text)
    names = Counter(term.text for each in sentences(text) for term in terms_of(each, Counter()) if term.kind == "name")
    ranked = [*((count + 1, name) for name, count in names.items()), *((count, word) for word, count in counts.items())]
    chosen: list[str] = []
    for _, term in sorted(ranked, key=lambda each: (-each[0], each[1])):
        if not any(term.lower() in other.lower() or other.lower() in term.lower() for other in chosen):
            chosen.append(term)
    return chosen[:most]
