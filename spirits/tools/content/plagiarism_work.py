"""Finds shared passages: word runs that are the same, and sentences that are alike."""

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from datasketch import MinHash, MinHashLSH
from rapidfuzz import fuzz

from project.lib.errors import InvalidInput
from spirits.tools.content.sentences import Sentence, sentences_of

WORD = re.compile(r"\w+(?:['’]\w+)*")
LEAST_SENTENCE = 6  # words; shorter ones are alike by chance
CHANCE_OF_ALIKE = 0.35  # of shared character runs, from where sentences are compared in full


@dataclass(frozen=True)
class Words:
    """A text as comparable words with their places."""

    plain: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]


def words_of(text: str) -> Words:
    """The text's words without case and accents."""
    found = list(WORD.finditer(text))
    return Words(
        tuple(_plain(match.group()) for match in found),
        tuple(match.start() for match in found),
        tuple(match.end() for match in found),
    )


def _plain(word: str) -> str:
    parts = unicodedata.normalize("NFKD", word.casefold().replace("’", "'"))
    return "".join(character for character in parts if not unicodedata.combining(character))


def compare(text: str, sources: list[dict[str, str]], least_words: int, least_similarity: float) -> dict[str, Any]:
    """Passages shared with the sources, and the share of the text's words that they cover."""
    words = words_of(text)
    if len(words.plain) < least_words:
        raise InvalidInput.of(
            "text", f"Has {len(words.plain)} words; the shortest passage that counts has {least_words}."
        )
    passages: list[dict[str, Any]] = []
    for source in sources:
        passages += _copied(text, words, source, least_words)
    passages += _reworded(text, sources, passages, least_similarity)
    passages.sort(key=lambda each: (-each["words"], each["start"]))
    covered = _covered(words, passages)
    return {
        "share": round(len(covered) / len(words.plain), 4),
        "passages": passages,
        "sources": _by_source(words, passages),
        "compared_with": len(sources),
        "words": len(words.plain),
    }


def _copied(text: str, words: Words, source: dict[str, str], least: int) -> list[dict[str, Any]]:
    """The longest equal runs of at least that many words; of overlapping ones the first."""
    theirs = words_of(source["text"])
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at in range(len(theirs.plain) - least + 1):
        known = places[theirs.plain[at : at + least]]
        if len(known) < 20:
            known.append(at)
    found, at = [], 0
    while at <= len(words.plain) - least:
        candidates = places.get(words.plain[at : at + least], ())
        length, there = max(((_equal(words, at, theirs, each), -each) for each in candidates), default=(0, 0))
        if not length:
            at += 1
            continue
        last, there = at + length - 1, -there
        start, end = words.starts[at], words.ends[last]
        found.append(
            {
                "kind": "copied", "source": source["name"], "similarity": 1.0, "words": length, "start": start,
                "end": end, "text": text[start:end], "source_start": theirs.starts[there],
                "source_end": theirs.ends[there + length - 1],
                "source_text": source["text"][theirs.starts[there] : theirs.ends[there + length - 1]],
            }
        )  # fmt: skip
        at += length
    return found


def _equal(ours: Words, at: int, theirs: Words, there: int) -> int:
    length = 0
    most = min(len(ours.plain) - at, len(theirs.plain) - there)
    while length < most and ours.plain[at + length] == theirs.plain[there + length]:
        length += 1
    return length


def _reworded(
    text: str, sources: list[dict[str, str]], copied: list[dict[str, Any]], least_similarity: float
) -> list[dict[str, Any]]:
    """Sentences that are alike without being copied; MinHash finds the few that are worth a close look."""
    left = [each for each in sentences_of(text) if _is_long(each) and not _is_within(each, copied)]
    if not left:
        return []
    index = MinHashLSH(threshold=CHANCE_OF_ALIKE, num_perm=64)
    theirs: list[tuple[str, Sentence]] = []
    for source in sources:
        for sentence in sentences_of(source["text"]):
            if _is_long(sentence):
                index.insert(str(len(theirs)), _hashed(sentence.text))
                theirs.append((source["name"], sentence))
    found = []
    for sentence in left:
        candidates = [theirs[int(key)] for key in index.query(_hashed(sentence.text))]
        likeness = [(_likeness(sentence.text, each.text), name, each) for name, each in candidates]
        best = max(likeness, key=lambda each: (each[0], each[1]), default=None)
        if best and best[0] >= least_similarity:
            found.append(_alike(sentence, *best))
    return found


def _alike(sentence: Sentence, similarity: float, name: str, other: Sentence) -> dict[str, Any]:
    return {
        "kind": "reworded", "source": name, "similarity": round(similarity, 4),
        "words": len(WORD.findall(sentence.text)), "start": sentence.start, "end": sentence.end,
        "text": sentence.text, "source_start": other.start, "source_end": other.end, "source_text": other.text,
    }  # fmt: skip


def _is_long(sentence: Sentence) -> bool:
    return len(WORD.findall(sentence.text)) >= LEAST_SENTENCE


def _is_within(sentence: Sentence, copied: list[dict[str, Any]]) -> bool:
    """Whether most of the sentence was found copied already."""
    shared = sum(max(0, min(sentence.end, each["end"]) - max(sentence.start, each["start"])) for each in copied)
    return bool(shared > 0.6 * (sentence.end - sentence.start))


def _hashed(sentence: str) -> MinHash:
    plain = " ".join(_plain(word) for word in WORD.findall(sentence))
    return MinHash.bulk([[plain[at : at + 4].encode() for at in range(max(1, len(plain) - 3))]], num_perm=64)[0]


def _likeness(one: str, other: str) -> float:
    """The share of words two sentences have in common, wherever they stand."""
    plain = [" ".join(_plain(word) for word in WORD.findall(each)) for each in (one, other)]
    return float(fuzz.token_sort_ratio(*plain)) / 100


def _covered(words: Words, passages: list[dict[str, Any]]) -> set[int]:
    return {
        at for at, start in enumerate(words.starts) if any(each["start"] <= start < each["end"] for each in passages)
    }


def _by_source(words: Words, passages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    sources = {each["source"] for each in passages}
    counted = [
        {
            "source": name,
            "passages": sum(each["source"] == name for each in passages),
            "share": round(
                len(_covered(words, [each for each in passages if each["source"] == name])) / len(words.plain), 4
            ),
        }
        for name in sources
    ]
    return sorted(counted, key=lambda each: (-each["share"], each["source"]))
