"""Runs the rules over a text and looks up its words in frequency dictionaries."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import Any

from spellchecker import SpellChecker

from project.lib.errors import InvalidInput
from spirits.tools.content.grammar_rules import DAYS_AND_MONTHS, MAY_REPEAT, RULES, like
from spirits.tools.content.language_work import detect
from spirits.tools.content.sentences import sentences_of

LANGUAGES = ("en", "de", "es", "fr", "it", "nl", "pt")
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
NO_PROSE = re.compile(
    r"```.*?```|`[^`\n]+`|https?://\S+|(?<!\S)[^\s@]+@[^\s@]+\.\w+|(?<!\S)[@#]\w+|\b\w+\.(?:py|js|md|txt|com|org|net)\b|\b\w*\d\w*\b",
    re.S,
)
LONG_SENTENCE = 40
MOST_CORRECTED = 150  # misspelled words that get suggestions; more is no prose of that language
# British endings, and the American ones that the dictionary has.
BRITISH = (
    ("our", "or"),
    ("is(?=e|i|a)", "iz"),
    ("ys(?=e|i)", "yz"),
    ("tre", "ter"),
    ("ll(?=ed|ing|er)", "l"),
    ("ogue", "og"),
)
Finding = dict[str, Any]


@cache
def _speller(language: str) -> SpellChecker:
    return SpellChecker(language=language, distance=2 if language == "en" else 1)


ENGLISH_READY = _speller("en")  # read before the call's own time begins


def check(
    text: str, language: str = "auto", known_words: list[str] | None = None, style: bool = True
) -> dict[str, Any]:
    """The findings in the text's order, and the text with the sure ones put right."""
    if not WORD.search(text):
        raise InvalidInput.of("text", "Holds no words.")
    language = _told(text) if language == "auto" else language
    prose = NO_PROSE.sub(lambda match: "\ue000" * len(match.group()), text)
    findings = [*_repeated(prose), *_punctuation(prose, language), *_spelling(prose, language, known_words or [])]
    if language == "en":
        findings += [*_ruled(prose), *_capitals(prose), *(_long_sentences(prose) if style else ())]
    if not style:
        findings = [each for each in findings if each["kind"] != "style"]
    findings = _apart(findings)
    for each in findings:
        each["text"] = text[each["start"] : each["end"]]
    return {
        "language": language,
        "findings": findings,
        "corrected": _corrected(text, findings),
        "counts": dict(Counter(each["kind"] for each in findings)),
    }


def _told(text: str) -> str:
    found: str = detect(text, segments=False, among=list(LANGUAGES))["language"]
    return found


def _finding(rule: str, kind: str, start: int, end: int, message: str, suggestions: list[str]) -> Finding:
    sure = kind in ("grammar", "punctuation", "repetition")
    return {
        "rule": rule, "kind": kind, "start": start, "end": end, "message": message, "suggestions": suggestions,
        "is_sure": sure and bool(suggestions),
    }  # fmt: skip


def _ruled(prose: str) -> Iterable[Finding]:
    for rule in RULES:
        for match in rule.pattern.finditer(prose):
            yield _finding(rule.name, rule.kind, match.start(), match.end(), rule.message, rule.suggest(match))


def _repeated(prose: str) -> Iterable[Finding]:
    for match in re.finditer(r"\b([^\W\d_]+)(\s+)\1\b", prose, re.IGNORECASE):
        if match.group(1).lower() not in MAY_REPEAT and "\n\n" not in match.group(2):
            yield _finding(
                "repeated_word", "repetition", match.start(), match.end(), "The word stands twice.", [match.group(1)]
            )


def _punctuation(prose: str, language: str) -> Iterable[Finding]:
    if language != "fr":
        for match in re.finditer(r"[ \t]+(?=[,;:.!?](?:\s|$))", prose):
            end = match.end() + 1
            yield _finding(
                "space_before_mark",
                "punctuation",
                match.start(),
                end,
                "No space before this mark.",
                [prose[match.end()]],
            )
    for match in re.finditer(r"(?<=[^\W\d_]{2})[,;](?=[^\W\d_]{2})", prose):
        yield _finding(
            "space_after_mark",
            "punctuation",
            match.start(),
            match.end(),
            "A space follows this mark.",
            [f"{match.group()} "],
        )
    for match in re.finditer(r"(?<=\S)[ \t]{2,}(?=\S)(?<!\|)", prose):
        yield _finding("double_space", "punctuation", match.start(), match.end(), "More than one space.", [" "])
    for match in re.finditer(r",,+|;;+|(?<!\.)\.\.(?!\.)", prose):
        yield _finding(
            "double_mark", "punctuation", match.start(), match.end(), "The mark stands twice.", [match.group()[0]]
        )
    yield from _brackets(prose)


def _brackets(prose: str) -> Iterable[Finding]:
    opened: list[tuple[str, int]] = []
    pairs = {")": "(", "]": "["}
    for match in re.finditer(r"[()\[\]]", prose):
        mark = match.group()
        if mark in "([":
            opened.append((mark, match.start()))
        elif opened and opened[-1][0] == pairs[mark]:
            opened.pop()
        elif not re.search(r"(?:^|\n)\s*\w{1,3}$|[:;]-?$", prose[max(0, match.start() - 6) : match.start()]):
            yield _finding("bracket", "punctuation", match.start(), match.end(), "Closes what was not opened.", [])
    for _mark, at in opened:
        yield _finding("bracket", "punctuation", at, at + 1, "Is never closed.", [])


def _capitals(prose: str) -> Iterable[Finding]:
    for match in re.finditer(r"(?<![\w'’.-])i(?=\s|['’](?:m|ll|ve|d)\b)(?!\.)", prose):
        yield _finding("capital_i", "grammar", match.start(), match.end(), "I is written with a capital.", ["I"])
    for match in re.finditer("|".join(rf"\b{name}\b" for name in DAYS_AND_MONTHS), prose):
        right = DAYS_AND_MONTHS[match.group()]
        yield _finding("capital_name", "grammar", match.start(), match.end(), "Names have a capital.", [right])
    for sentence in sentences_of(prose):
        first = re.match(r"[\"'“‘(]*([a-z])[a-z]+(?= )", sentence.text)
        if first and re.search(r"[.!?][\"')”’]*$", sentence.text):
            at = sentence.start + first.start(1)
            yield _finding(
                "capital_sentence", "grammar", at, at + 1, "A sentence begins with a capital.", [first.group(1).upper()]
            )


def _long_sentences(prose: str) -> Iterable[Finding]:
    for sentence in sentences_of(prose):
        count = len(WORD.findall(sentence.text))
        if count > LONG_SENTENCE:
            yield _finding("long_sentence", "style", sentence.start, sentence.end, f"{count} words; split it.", [])


def _spelling(prose: str, language: str, known_words: list[str]) -> Iterable[Finding]:
    speller = _speller(language)
    known = {each.lower() for each in known_words}
    suggested: dict[str, list[str]] = {}
    for match in WORD.finditer(prose):
        word = match.group()
        plain = word.lower().replace("’", "'")
        if plain in known or _is_right(plain, speller) or _is_name(word, match.start(), prose, language):
            continue
        if plain not in suggested:
            suggested[plain] = _suggestions(plain, speller) if len(suggested) < MOST_CORRECTED else []
        options = [like(word, each) for each in suggested[plain]]
        finding = _finding("spelling", "spelling", match.start(), match.end(), "Not in the dictionary.", options)
        finding["is_sure"] = bool(options) and word.islower()
        yield finding


def _is_right(plain: str, speller: SpellChecker) -> bool:
    if len(plain) < 2 or plain in speller:
        return True
    if speller is ENGLISH_READY and any(re.sub(*each, plain) in speller for each in BRITISH):
        return True
    parts = re.split(r"[-']", plain)
    return len(parts) > 1 and all(len(part) < 3 or part in speller for part in parts)


def _is_name(word: str, start: int, prose: str, language: str) -> bool:
    """Whether the capitals make it a name or an abbreviation, not just the start of a sentence."""
    if word.isupper() or any(character.isupper() for character in word[1:]):
        return True
    if not word[0].isupper() or language == "de":
        return False
    return re.search(r"(?:^|[.!?:]\s+|\n\s*|[\"“(]\s*)$", prose[max(0, start - 20) : start]) is None


def _suggestions(plain: str, speller: SpellChecker) -> list[str]:
    if len(plain) > 25:
        return []
    candidates = speller.candidates(plain) or set()
    return sorted(candidates, key=lambda each: (-speller.word_usage_frequency(each), each))[:5]


def _apart(findings: list[Finding]) -> list[Finding]:
    """In order and without overlaps; of two at one place the surer and shorter stays. Long sentences stay as they are."""
    order = {"grammar": 0, "repetition": 0, "spelling": 1, "punctuation": 2, "style": 3}
    kept: list[Finding] = []
    for each in sorted(findings, key=lambda each: (order[each["kind"]], each["end"] - each["start"], each["start"])):
        clash = (other for other in kept if other["start"] < each["end"] and each["start"] < other["end"])
        if each["rule"] == "long_sentence" or not any(other["rule"] != "long_sentence" for other in clash):
            kept.append(each)
    return sorted(kept, key=lambda each: (each["start"], each["end"]))


def _corrected(text: str, findings: list[Finding]) -> str:
    for each in reversed(findings):
        if each["is_sure"]:
            text = text[: each["start"]] + each["suggestions"][0] + text[each["end"] :]
    return text
