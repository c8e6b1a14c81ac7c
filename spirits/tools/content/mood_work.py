"""Weighs words by a sentiment lexicon, with what negates, strengthens and contrasts them, and names emotions."""

import gzip
import math
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

from project.lib.errors import InvalidInput
from spirits.tools.content.emotions import EMOTION_OF
from spirits.tools.content.sentences import sentences_of
from spirits.tools.listed import listed

TOKEN = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*|[:;=][-']?[()DPp/|]|<3|!+|\?+")
NEGATIONS = frozenset(
    listed(
        "not no never none nobody nothing neither nor nowhere without hardly barely scarcely rarely seldom lack lacks cannot "
        "aint dont doesnt didnt isnt wasnt arent werent cant couldnt wont wouldnt shouldnt hasnt havent hadnt"
    )
)
STRONGER = {
    **dict.fromkeys(listed("very really so extremely incredibly absolutely totally utterly deeply truly completely "
    "especially remarkably exceptionally amazingly highly hugely most particularly thoroughly terribly"), 0.293),
    **dict.fromkeys(listed("slightly somewhat barely hardly kinda partly fairly marginally almost mildly"), -0.293),
}  # fmt: skip
REACH = 3  # words before one that may negate or strengthen it
FLIP = -0.74
SPREAD = 15  # bends the sum of weights into -1..1


def _lexicon() -> dict[str, float]:
    packed = (Path(__file__).parent / "words" / "vader_lexicon.gz").read_bytes()
    rows = (line.split("\t") for line in gzip.decompress(packed).decode().splitlines() if line)
    return {word: float(weight) for word, weight in rows}


LEXICON = _lexicon()
NO_FEELING_BEFORE = {"like": frozenset(("looks", "look", "looked", "just", "seems", "sounds", "feels", "is", "was"))}


def feel(text: str) -> dict[str, Any]:
    """Sentiment, score, emotions and carrying words of each sentence and the whole; and where the mood turns."""
    sentences = [_sentence(each.text, each.start, each.end) for each in sentences_of(text)]
    if not any(each["tokens"] for each in sentences):
        raise InvalidInput.of("text", "Holds no English word.")
    overall = _overall(sentences)
    for each in sentences:
        del each["tokens"]
    turns = [
        {"from": before["start"], "to": after["start"], "change": round(after["score"] - before["score"], 4)}
        for before, after in pairwise(sentences)
        if before["score"] * after["score"] < 0
    ]
    return {"overall": overall, "sentences": sentences, "turns": turns}


def _sentence(sentence: str, start: int, end: int) -> dict[str, Any]:
    tokens = [(match.group(), start + match.start()) for match in TOKEN.finditer(sentence)]
    plain = [token.lower().replace("’", "'") for token, _ in tokens]
    shouts = any(token.isupper() and len(token) > 2 for token, _ in tokens) and not sentence.isupper()
    words: list[dict[str, Any]] = []
    emotions = Counter[str]()
    for at, word in enumerate(plain):
        negated = _is_negated(plain, at)
        weight = _weight(plain, at, tokens[at][0], shouts, negated)
        if weight:
            words.append({"word": tokens[at][0], "start": tokens[at][1], "weight": round(weight, 3), "at": at})
        if (emotion := EMOTION_OF.get(word)) and not negated:
            emotions[emotion] += 1
    _contrast(plain, words)
    score = _bent(sum(each["weight"] for each in words), sentence)
    for each in words:
        del each["at"]
    return {
        "text": sentence, "start": start, "end": end, "score": score, "sentiment": named(score),
        "emotions": _shares(emotions), "words": words, "tokens": sum(each[:1].isalpha() for each in plain),
    }  # fmt: skip


def _weight(plain: list[str], at: int, written: str, shouts: bool, negated: bool) -> float:
    word = plain[at]
    before = plain[at - 1] if at else ""
    if word in STRONGER or word in NEGATIONS or before in NO_FEELING_BEFORE.get(word, ()):
        return 0.0
    weight = LEXICON.get(word, 0.0)
    if not weight:
        return 0.0
    sign = math.copysign(1, weight)
    if shouts and written.isupper() and len(written) > 2:
        weight += sign * 0.733
    for distance in range(1, min(REACH, at) + 1):
        weight += sign * STRONGER.get(plain[at - distance], 0.0) * (1.0, 0.95, 0.9)[distance - 1]
    return weight * FLIP if negated else weight


def _is_negated(plain: list[str], at: int) -> bool:
    return any(word in NEGATIONS or word.endswith("n't") for word in plain[max(0, at - REACH) : at]) and not (
        at >= 2 and plain[at - 2 : at] in (["not", "only"], ["no", "doubt"])
    )


def _contrast(plain: list[str], words: list[dict[str, Any]]) -> None:
    """What follows a 'but' weighs more than what comes before it."""
    if "but" in plain:
        but = plain.index("but")
        for each in words:
            each["weight"] = round(each["weight"] * (0.5 if each["at"] < but else 1.5), 3)


def _bent(total: float, sentence: str) -> float:
    if total:
        total += math.copysign(min(sentence.count("!"), 4) * 0.292, total)
    return round(total / math.sqrt(total * total + SPREAD), 4)


def named(score: float) -> str:
    """The score in a word."""
    if abs(score) < 0.05:
        return "neutral"
    return "positive" if score > 0 else "negative"


def _shares(counted: Counter[str]) -> dict[str, float]:
    total = counted.total()
    return {name: round(count / total, 3) for name, count in counted.most_common()}


def _overall(sentences: list[dict[str, Any]]) -> dict[str, Any]:
    telling = [each for each in sentences if each["words"]]
    score = round(sum(each["score"] for each in telling) / len(telling), 4) if telling else 0.0
    emotions: Counter[str] = Counter()
    for each in sentences:
        for word in TOKEN.finditer(each["text"]):
            if (emotion := EMOTION_OF.get(word.group().lower())) and emotion in each["emotions"]:
                emotions[emotion] += 1
    signs = {each["score"] > 0 for each in telling if abs(each["score"]) >= 0.3}
    words = sorted((word for each in sentences for word in each["words"]), key=lambda word: -abs(word["weight"]))
    return {
        "score": score,
        "sentiment": "mixed" if len(signs) == 2 and abs(score) < 0.3 else named(score),
        "emotions": _shares(emotions),
        "words": words[:20],
    }
