"""How easily an English text is read, by Flesch's and Kincaid's formulas."""

import re

from spirits.tools.content.sentences import sentences_of

WORD = re.compile(r"[A-Za-zÀ-ÿ]+(?:['’-][A-Za-zÀ-ÿ]+)*")


def syllables_in(word: str) -> int:
    """The syllables, counted by the rules of spelling."""
    plain = re.sub(r"[^a-zà-ÿ]", "", word.lower())
    groups = re.findall(r"[aeiouyà-ÿ]+", plain)
    silent = bool(re.search(r"[^aeiouyl]e$|[^aeiouytd]ed$|[^aeiouyscxzg]es$", plain)) and len(groups) > 1
    parted = bool(re.search(r"(?<![gq])[aeiouyà-ÿ]ing(s|ly)?$", plain))  # be-ing, play-ing
    return max(1, len(groups) - silent + parted)


def readability(text: str) -> dict[str, float | int]:
    """Words, sentences, reading ease (100 is easy) and school grade."""
    words = WORD.findall(text)
    sentences = max(1, len(sentences_of(text)))
    if not words:
        return {"words": 0, "sentences": 0, "reading_ease": 0.0, "grade": 0.0, "words_per_sentence": 0.0}
    length = len(words) / sentences
    weight = sum(map(syllables_in, words)) / len(words)
    return {
        "words": len(words),
        "sentences": sentences,
        "words_per_sentence": round(length, 1),
        "reading_ease": round(206.835 - 1.015 * length - 84.6 * weight, 1),
        "grade": round(0.39 * length + 11.8 * weight - 15.59, 1),
    }
