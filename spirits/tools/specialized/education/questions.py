"""Questions from a text, each with its answer and the sentence it stands in."""

import random
from collections.abc import Iterator
from typing import Any

from spirits.tools.specialized.education.terms import Term, frequencies, sentences, terms_of

KINDS = ("multiple_choice", "cloze", "true_false")
BLANK = "_____"
SHORTEST, LONGEST = 5, 60  # words of a sentence that makes a question
Question = dict[str, Any]


def questions(text: str, kinds: list[str], count: int, choices: int, seed: int) -> list[Question]:
    """Up to ``count`` questions, kinds in turn, spread over the text; the same seed makes the same."""
    chance = random.Random(seed)  # noqa: S311 - no secret depends on it
    counts = frequencies(text)
    usable = [(at, each) for at, each in enumerate(sentences(text)) if SHORTEST <= len(each.split()) <= LONGEST]
    terms = {at: terms_of(each, counts) for at, each in usable}
    pool: dict[str, list[str]] = {}
    for term in (term for found in terms.values() for term in found):
        if term.text not in pool.setdefault(term.kind, []):
            pool[term.kind].append(term.text)
    candidates = [(at, sentence, term) for at, sentence in usable for term in terms[at]]
    chance.shuffle(candidates)
    candidates.sort(key=lambda each: ("number", "year", "name", "word").index(each[2].kind) == 3)
    made = list(_made(candidates, pool, kinds, choices, chance, count))
    return sorted(made, key=lambda each: int(each["sentence_number"]))


def _made(
    candidates: list[tuple[int, str, Term]],
    pool: dict[str, list[str]],
    kinds: list[str],
    choices: int,
    chance: random.Random,
    count: int,
) -> Iterator[Question]:
    used: dict[int, int] = {}
    asked: set[str] = set()
    number = 0
    for most in (1, 2):  # each sentence once before any twice
        for at, sentence, term in candidates:
            if number == count:
                return
            if used.get(at, 0) >= most or term.text.lower() in asked:
                continue
            kind = kinds[number % len(kinds)]
            wrong = _distractors(term, sentence, pool, choices - 1, chance)
            question = _question(kind, sentence, term, wrong, choices, chance)
            if question is None:
                continue
            used[at] = used.get(at, 0) + 1
            asked.add(term.text.lower())
            number += 1
            yield {"kind": kind, **question, "source": sentence, "sentence_number": at + 1}


def _question(
    kind: str, sentence: str, term: Term, wrong: list[str], choices: int, chance: random.Random
) -> Question | None:
    def with_term(text: str) -> str:
        return sentence[: term.start] + text + sentence[term.start + len(term.text) :]

    if kind == "cloze":
        return {"question": with_term(BLANK), "answer": term.text}
    if kind == "true_false":
        if not wrong or chance.random() < 0.5:
            return {"question": sentence, "answer": True}
        return {"question": with_term(wrong[0]), "answer": False, "explanation": f"It is {term.text}, not {wrong[0]}."}
    if len(wrong) < choices - 1:
        return None
    options = [*wrong, term.text]
    chance.shuffle(options)
    return {"question": with_term(BLANK), "choices": options, "answer": term.text}


def _distractors(term: Term, sentence: str, pool: dict[str, list[str]], most: int, chance: random.Random) -> list[str]:
    """Terms of the same kind from elsewhere in the text; numbers and years also near ones."""
    others = [
        each
        for each in pool[term.kind]
        if each.lower() not in sentence.lower() and each.lower() not in term.text.lower()
    ]
    chance.shuffle(others)
    if term.kind in ("number", "year") and len(others) < most:
        others += [each for each in _near(term, chance) if each not in sentence and each not in others]
    return others[:most]


def _near(term: Term, chance: random.Random) -> list[str]:
    if not term.text.isdigit():
        return []
    value = int(term.text)
    steps = [1, 2, 5, 10, 20] if term.kind == "year" else [1, 2, max(3, value // 2), value or 4]
    found = [str(value + sign * step) for step in steps for sign in (1, -1) if value + sign * step > 0]
    chance.shuffle(found)
    return list(dict.fromkeys(found))
