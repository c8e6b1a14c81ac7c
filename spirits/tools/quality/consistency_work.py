"""Compares what two texts state: numbers with units, dates, names, addresses, and what one text says twice."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError
from rapidfuzz import fuzz, process

from project.lib.errors import InvalidInput
from spirits.tools.content.sentences import Sentence, sentences_of
from spirits.tools.listed import listed

MONTHS = {
    name: number
    for number, names in enumerate(
        listed("jan|january feb|february mar|march apr|april may jun|june jul|july aug|august sep|sept|september oct|october "
               "nov|november dec|december"), 1)
    for name in names.split("|")
}  # fmt: skip
MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
DATE = re.compile(
    rf"\b(?P<y>\d{{4}})-(?P<m>\d\d)-(?P<d>\d\d)\b|\b(?P<m2>{MONTH})\.? (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y2>\d{{4}})\b"
    rf"|\b(?P<d3>\d{{1,2}})(?:st|nd|rd|th|\.)? (?P<m3>{MONTH})\.?,? (?P<y3>\d{{4}})\b",
    re.IGNORECASE,
)
SCALES = {
    "thousand": 10**3,
    "k": 10**3,
    "million": 10**6,
    "m": 10**6,
    "mn": 10**6,
    "billion": 10**9,
    "bn": 10**9,
    "trillion": 10**12,
}
UNITS: dict[str, tuple[str, Decimal]] = {
    name: (kind, Decimal(factor))
    for kind, names in {
        "length": {"km": "1000", "kilometers": "1000", "kilometres": "1000", "m": "1", "meters": "1", "metres": "1",
                   "cm": "0.01", "mm": "0.001", "miles": "1609.344", "mile": "1609.344", "ft": "0.3048", "feet": "0.3048"},
        "mass": {"kg": "1000", "kilograms": "1000", "g": "1", "grams": "1", "mg": "0.001", "t": "1000000", "tonnes": "1000000",
                 "lb": "453.59237", "lbs": "453.59237", "pounds": "453.59237"},
        "time": {"s": "1", "seconds": "1", "minutes": "60", "min": "60", "hours": "3600", "hour": "3600", "h": "3600",
                 "days": "86400", "day": "86400", "weeks": "604800", "week": "604800"},
        "data": {"kb": "1000", "mb": "1000000", "gb": "1000000000", "tb": "1000000000000"},
        "%": {"%": "1", "percent": "1"},
    }.items()
    for name, factor in names.items()
}  # fmt: skip
CURRENCIES = {
    "$": "USD",
    "usd": "USD",
    "dollars": "USD",
    "€": "EUR",
    "eur": "EUR",
    "euros": "EUR",
    "£": "GBP",
    "gbp": "GBP",
}
NUMBER = re.compile(
    r"(?P<sign>[$€£])? ?(?P<n>(?<![\w.,])-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|(?<![\w.,])-?\d+(?:\.\d+)?)"
    r"(?: ?(?P<scale>thousand|million|billion|trillion|bn|mn|k(?!m|g|b))\b)?(?: ?(?P<unit>%|[A-Za-z]+))?",
    re.IGNORECASE,
)
NAME = re.compile(r"\b[A-ZÀ-Þ][\w’'-]+(?: (?:of|de|van|von|the|la|der) (?=[A-ZÀ-Þ])| (?=[A-ZÀ-Þ])|[A-ZÀ-Þ][\w’'-]+)*")
ADDRESS = re.compile(r"https?://[^\s)\]>\"']+|(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
NEGATION = re.compile(r"\b(?:not|no|never|none|cannot|without|neither)\b|n['’]t\b", re.IGNORECASE)
COMMON = frozenset(listed(
    "the a an this that these those it he she they we i you in on at by for from with as but and or if when while after before "
    "there here his her their our your its my who what where why how all some many most each every no not so then however "
    "also because since although monday tuesday wednesday thursday friday saturday sunday"
)) | MONTHS.keys()  # fmt: skip


@dataclass(frozen=True)
class Fact:
    """A number, date, name or address in a text; ``key`` is equal where two mean the same."""

    kind: str
    key: tuple[Any, ...]
    start: int
    end: int


def compare(
    output: str, tolerance_percent: float, within: bool, source: str | None = None,
    schema: dict[str, Any] | None = None, must_mention: list[str] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """All mismatches in the output's order, and how much was checked."""
    facts = facts_of(output)
    mismatches: list[dict[str, Any]] = []
    if schema is not None:
        mismatches += _against_schema(output, schema)
    if source is not None:
        mismatches += _against_source(output, facts, source, facts_of(source), Decimal(str(tolerance_percent)))
    plain = " ".join(output.casefold().split())
    for phrase in must_mention or []:
        if " ".join(phrase.casefold().split()) not in plain:
            mismatches.append(_mismatch("missing", "output", phrase, f"{phrase!r} is not mentioned."))
    if within:
        mismatches += _within(output, facts)
    counts = {kind: sum(each.kind == kind for each in facts) for kind in ("number", "date", "name", "address")}
    return {"is_consistent": not mismatches, "mismatches": mismatches, "checked": counts}


def _mismatch(kind: str, place: str, text: str, message: str, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "place": place, "text": text, "message": message, **more}


def facts_of(text: str) -> list[Fact]:
    """The text's facts in order."""
    found: list[Fact] = []
    blank = text
    for kind, pattern, key in (("address", ADDRESS, _address), ("date", DATE, _date), ("number", NUMBER, _number)):
        for match in pattern.finditer(blank):
            if (value := key(match)) is not None:
                start, end = match.start() + len(match.group()) - len(match.group().lstrip()), _end(kind, match)
                found.append(Fact(kind, value, start, end))
        blank = pattern.sub(lambda match: "\ue000" * len(match.group()), blank) if kind != "number" else blank
    found += _names(blank)
    return sorted(found, key=lambda each: each.start)


def _end(kind: str, match: re.Match[str]) -> int:
    if kind != "number":
        return match.end()
    unit = (match["unit"] or "").lower()
    if unit in UNITS or unit in CURRENCIES:
        return match.end("unit")
    return match.end("scale") if match["scale"] else match.end("n")


def _address(match: re.Match[str]) -> tuple[Any, ...]:
    return (match.group().rstrip(".,;:").lower(),)


def _date(match: re.Match[str]) -> tuple[Any, ...] | None:
    parts = {name.rstrip("23"): value for name, value in match.groupdict().items() if value}
    month = MONTHS.get(parts["m"].lower()) or int(parts["m"])
    try:
        return (date(int(parts["y"]), month, int(parts["d"])).isoformat(),)
    except ValueError:
        return (f"{parts['y']}-{month:02}-{int(parts['d']):02}", "impossible")


def _number(match: re.Match[str]) -> tuple[Any, ...]:
    amount = Decimal(match["n"].replace(",", "")) * SCALES.get((match["scale"] or "").lower(), 1)
    unit = (match["unit"] or "").lower()
    if match["sign"] or unit in CURRENCIES:
        return CURRENCIES[match["sign"] or unit], amount
    kind, factor = UNITS.get(unit, ("", Decimal(1)))
    return kind, amount * factor


def _names(text: str) -> Iterable[Fact]:
    starts = {each.start for each in sentences_of(text)}
    for match in NAME.finditer(text):
        name = re.sub(r"['’]s$", "", match.group().strip())
        start = match.start()
        words = name.split(" ")
        if words[0].lower() in COMMON:
            start, words = start + len(words[0]) + 1, words[1:]
        if (
            words
            and words[0].lower() not in COMMON
            and not (start in starts and len(words) == 1 and not words[0].isupper())
        ):
            whole = " ".join(words)
            yield Fact("name", (whole.casefold(),), start, start + len(whole))


def _against_source(
    output: str, facts: list[Fact], source: str, known: list[Fact], tolerance: Decimal
) -> Iterable[dict[str, Any]]:
    plain = source.casefold()
    for fact in facts:
        if fact.kind == "name" and fact.key[0] in plain:
            continue
        same_kind = [each for each in known if each.kind == fact.kind]
        if any(_is_same(fact, each, tolerance) for each in same_kind):
            continue
        near = _nearest(output, fact, source, same_kind)
        said, theirs = output[fact.start : fact.end], source[near.start : near.end] if near else None
        message = f"The {fact.kind} {said!r} is not in the source" + (f"; it has {theirs!r}." if theirs else ".")
        yield _mismatch(fact.kind, f"{fact.start}-{fact.end}", said, message, start=fact.start, end=fact.end, source=theirs,
                        source_start=near.start if near else None)  # fmt: skip


def _is_same(one: Fact, other: Fact, tolerance: Decimal) -> bool:
    if one.kind != "number" or one.key == other.key:
        return one.key == other.key
    (kind, amount), (other_kind, other_amount) = one.key, other.key
    return bool(kind == other_kind and abs(amount - other_amount) <= abs(other_amount) * tolerance / 100)


def _nearest(output: str, fact: Fact, source: str, known: list[Fact]) -> Fact | None:
    """The source's fact of the same kind and unit that stands among the most similar words."""
    if fact.kind == "number":
        known = [each for each in known if each.key[0] == fact.key[0]]
    if fact.kind in ("name", "address"):
        said = output[fact.start : fact.end]
        choices = {number: source[each.start : each.end] for number, each in enumerate(known)}
        best = process.extractOne(said, choices, scorer=fuzz.ratio, score_cutoff=60)
        return known[best[2]] if best else None
    return max(known, key=lambda each: _alike(output, fact, source, each), default=None)


def _alike(output: str, fact: Fact, source: str, other: Fact) -> float:
    """How much the words around two facts have in common; the word that follows counts most."""
    mine, theirs = output[max(0, fact.start - 40) : fact.end + 40], source[max(0, other.start - 40) : other.end + 40]
    after = [
        (re.findall(r"\w+", text[end : end + 40]) or [""])[0].casefold()
        for text, end in ((output, fact.end), (source, other.end))
    ]
    return fuzz.token_set_ratio(mine, theirs) + (100 if after[0] and after[0] == after[1] else 0)


def _against_schema(output: str, schema: dict[str, Any]) -> list[dict[str, Any]]:
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        raise InvalidInput.of("schema", f"Is no JSON Schema: {error.message[:200]}") from error
    try:
        document = json.loads(output)
    except ValueError as error:
        return [_mismatch("schema", "output", "", f"The output is no JSON: {error}")]
    errors = sorted(
        Draft202012Validator(schema).iter_errors(document), key=lambda each: list(map(str, each.absolute_path))
    )
    return [_mismatch("schema", each.json_path, str(each.instance)[:200], each.message[:300]) for each in errors]


def _within(output: str, facts: list[Fact]) -> Iterable[dict[str, Any]]:
    for fact in facts:
        if fact.key[-1] == "impossible":
            said = output[fact.start : fact.end]
            yield _mismatch(
                "date",
                f"{fact.start}-{fact.end}",
                said,
                f"{said!r} is no day of the calendar.",
                start=fact.start,
                end=fact.end,
            )
    sentences = [each for each in sentences_of(output) if len(each.text.split()) >= 3][:400]
    bare = [_bare(each, facts) for each in sentences]
    for (one, bare_one), (other, bare_other) in combinations(zip(sentences, bare, strict=True), 2):
        if (
            abs(len(bare_one) - len(bare_other)) > 20
            or fuzz.token_set_ratio(bare_one, bare_other) < 88
            or fuzz.token_sort_ratio(bare_one, bare_other) < 75
        ):
            continue
        if reason := _contradiction(one, other, facts):
            yield _mismatch("contradiction", f"{one.start}-{one.end} and {other.start}-{other.end}", other.text,
                            f"{one.text!r} and {other.text!r} {reason}.", start=other.start, end=other.end)  # fmt: skip


def _bare(sentence: Sentence, facts: list[Fact]) -> str:
    """The sentence without its numbers, dates and negations."""
    text = sentence.text
    for fact in reversed([each for each in facts if sentence.start <= each.start < sentence.end]):
        if fact.kind in ("number", "date"):
            text = text[: fact.start - sentence.start] + text[fact.end - sentence.start :]
    return " ".join(re.sub(r"\b(?:do|does|did)\b", "", NEGATION.sub(" ", text)).casefold().split())


def _contradiction(one: Sentence, other: Sentence, facts: list[Fact]) -> str:
    if bool(NEGATION.search(one.text)) != bool(NEGATION.search(other.text)):
        return "deny each other"
    for kind in ("number", "date"):
        mine, theirs = (
            {fact.key for fact in facts if fact.kind == kind and each.start <= fact.start < each.end}
            for each in (one, other)
        )
        if mine and theirs and len(mine) == len(theirs) == 1 and mine != theirs:
            return f"give different {kind}s"
    return ""
