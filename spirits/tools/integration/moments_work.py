"""Times as people write them: "tomorrow at 9", "in half an hour", "every weekday at 8:30", "24 décembre à 18h".

Reads a phrase against the wall clock of the person and gives a wall-clock time, or an elapsed time that no change of the
clock stretches. English is read here, word by word; dates of other languages are left to dateparser.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import dateparser

from project.lib.errors import InvalidInput

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "half an": 0.5, "half a": 0.5,
}  # fmt: skip
UNITS = {"second": 1, "minute": 60, "min": 60, "hour": 3600, "hr": 3600}
LONG_UNITS = {"day": 1, "week": 7}
PARTS_OF_DAY = {
    "midnight": time(0), "morning": time(9), "noon": time(12), "midday": time(12), "lunchtime": time(12),
    "afternoon": time(15), "evening": time(19), "tonight": time(20), "night": time(20),
}  # fmt: skip
USUAL = time(9)
LANGUAGES = ["en", "de", "es", "fr", "it"]
NUMBER = r"(?:\d+(?:\.\d+)?|" + "|".join(sorted(NUMBERS, key=len, reverse=True)) + ")"
DAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?s?\b"
CLOCK = re.compile(
    r"(?:\b(?:at|around|by|um|à|a las|alle)\s+)?\b(?P<hour>[01]?\d|2[0-4])(?:(?P<sep>[:.h])(?P<minute>[0-5]\d)?)?\s*"
    r"(?P<half>a\.?m\.?|p\.?m\.?)?(?:\s*(?:uhr|o'?clock))?(?=\W|$)"
)
FAR = timedelta(days=366 * 20)
SMALL_WORDS = r"\b(?:on|at|the|in|this|next|starting|from|um|am|by|please|around)\b"
FOR_EXAMPLE = "Write for example 'tomorrow at 9', 'in 20 minutes' or '2026-12-24 18:00'."


@dataclass
class Phrase:
    """What is left of a phrase to be understood, and what was understood of it."""

    rest: str
    base: datetime
    clock: time | None = None
    rule: str | None = None
    month_day: int | None = None

    def take(self, pattern: str) -> re.Match[str] | None:
        """The first match, taken out of what is left."""
        found = re.search(pattern, self.rest)
        if found:
            self.rest = f"{self.rest[: found.start()]} {self.rest[found.end() :]}".strip()
        return found


def read_moment(text: str, base: str) -> dict[str, Any]:
    """``{"at": wall-clock ISO time or None, "seconds": elapsed or None, "rule": RRULE or None}`` after ``base``.

    ``base`` is the person's wall clock, ISO without a zone. Raises InvalidInput for "when" where the phrase is no time,
    or one that has passed.
    """
    phrase = Phrase(" ".join(text.lower().replace(",", " ").split()), datetime.fromisoformat(base))
    elapsed = _elapsed(phrase)
    if elapsed is not None:
        return {"at": None, "seconds": elapsed, "rule": None}
    _repetition(phrase)
    day = _day_and_clock(phrase)
    if phrase.rule:
        return {"at": _first(phrase, day).isoformat(), "seconds": None, "rule": phrase.rule}
    at = datetime.combine(day, phrase.clock or USUAL)
    if at <= phrase.base:
        raise InvalidInput.of("when", f"That is {at:%Y-%m-%d %H:%M}, which has passed.")
    if at - phrase.base > FAR:
        raise InvalidInput.of("when", "That is more than 20 years away.")
    return {"at": at.isoformat(), "seconds": None, "rule": None}


def _elapsed(phrase: Phrase) -> float | None:
    """Seconds for "in 20 minutes", "in an hour and a half", "90 minutes from now"; None for anything else."""
    if not phrase.rest.startswith(("in ", "after ")) and not phrase.rest.endswith(" from now"):
        return None
    unit = "|".join(UNITS)
    whole = rf"(?:in|after)\s+({NUMBER})\s*({unit})s?(?:\s+(?:and\s+)?(a half|({NUMBER})\s*({unit})s?))?$"
    found = re.fullmatch(whole, phrase.rest) or re.fullmatch(whole, "in " + phrase.rest.removesuffix(" from now"))
    if not found:
        return None
    seconds = _number(found[1]) * UNITS[found[2]]
    if found[3] == "a half":
        seconds += UNITS[found[2]] / 2
    elif found[4]:
        seconds += _number(found[4]) * UNITS[found[5]]
    if not 0 < seconds <= FAR.total_seconds():
        raise InvalidInput.of("when", "Expected a time between now and 20 years from now.")
    return float(seconds)


def _number(written: str) -> float:
    return NUMBERS[written] if written in NUMBERS else float(written)


def _repetition(phrase: Phrase) -> None:
    """Take "every …" out of the phrase and keep it as an RRULE (RFC 5545)."""
    if phrase.take(r"\b(?:every|each) (?:weekday|working day|workday)s?\b|\bon weekdays\b"):
        phrase.rule = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
    elif phrase.take(r"\b(?:every|each) weekends?\b"):
        phrase.rule = "FREQ=WEEKLY;BYDAY=SA,SU"
    elif found := phrase.take(rf"\b(?:every|each) ({DAY}(?:\s*(?:and|or)?\s*{DAY})*)"):
        codes = dict.fromkeys(CODES[_weekday(each)] for each in re.findall(DAY, found[1]))
        phrase.rule = f"FREQ=WEEKLY;BYDAY={','.join(codes)}"
    elif found := phrase.take(rf"\b(?:every|each) (other |{NUMBER} )?(day|week|month|year)s?\b"):
        every = 2 if found[1] == "other " else int(_number(found[1].strip())) if found[1] else 1
        words = {"day": "DAILY", "week": "WEEKLY", "month": "MONTHLY", "year": "YEARLY"}
        phrase.rule = f"FREQ={words[found[2]]}" + (f";INTERVAL={every}" if every > 1 else "")
    elif found := phrase.take(r"\b(daily|weekly|monthly|yearly)\b"):
        phrase.rule = f"FREQ={found[1].upper()}"
    if phrase.rule and (found := phrase.take(r"\bon the (\d{1,2})(?:st|nd|rd|th)\b")) and "MONTHLY" in phrase.rule:
        phrase.month_day = int(found[1])
        if not 1 <= phrase.month_day <= 31:
            raise InvalidInput.of("when", "A month has days 1 to 31.")
        phrase.rule += f";BYMONTHDAY={phrase.month_day}"


def _weekday(word: str) -> int:
    return next(number for number, day in enumerate(DAYS) if day[:3] == word[:3])


def _day_and_clock(phrase: Phrase) -> date:
    """The day. The time of day, if one was named, is left in ``phrase.clock``."""
    iso = phrase.take(r"\b(\d{4})-(\d{1,2})-(\d{1,2})(?:t(?=\d))?")
    day = _date(int(iso[1]), int(iso[2]), int(iso[3])) if iso else _named_day(phrase)
    _clock(phrase)
    if day is None and phrase.rest.strip(" .-"):
        day = _foreign(phrase)
    elif left := re.sub(SMALL_WORDS, " ", phrase.rest).strip(" .-"):
        raise InvalidInput.of("when", f"{left[:60]!r} is not understood. {FOR_EXAMPLE}")
    if day is None:
        if phrase.clock is None and not phrase.rule:
            raise InvalidInput.of("when", f"Names no time. {FOR_EXAMPLE}")
        clock = phrase.clock or USUAL
        day = phrase.base.date() + timedelta(days=datetime.combine(phrase.base.date(), clock) <= phrase.base)
    return day


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise InvalidInput.of("when", "There is no such date.") from error


def _named_day(phrase: Phrase) -> date | None:
    """A day named in words, taken out of the phrase."""
    today = phrase.base.date()
    if phrase.take(r"\b(?:the )?day after tomorrow\b"):
        return today + timedelta(days=2)
    if phrase.take(r"\btomorrow\b"):
        return today + timedelta(days=1)
    if phrase.take(r"\btoday\b"):
        return today
    if re.search(r"\b(?:tonight|this (?:morning|afternoon|evening))\b", phrase.rest):
        return today
    if found := phrase.take(rf"\bin ({NUMBER})\s*(day|week|month|year)s?\b"):
        return _later(phrase, _number(found[1]), found[2])
    if phrase.take(r"\b(?:at )?(?:the )?end of (?:the |this )?month\b"):
        return _month_later(today.replace(day=1), 1) - timedelta(days=1)
    if found := phrase.take(r"\bnext (week|month|year)\b"):
        return _later(phrase, 1, found[1])
    if found := phrase.take(rf"\b(?:on |this |next )?({DAY})"):
        return _coming(phrase, _weekday(found[1]), is_next=found[0].startswith("next "))
    return None


def _coming(phrase: Phrase, weekday: int, *, is_next: bool) -> date:
    """The coming day of that name: on that very day it is today while its hour is still to come, unless "next" is said."""
    today = phrase.base.date()
    ahead = (weekday - today.weekday()) % 7
    if ahead:
        return today + timedelta(days=ahead)
    return today + timedelta(days=7) if is_next else _today_or_next(phrase)


def _today_or_next(phrase: Phrase) -> date:
    ahead = Phrase(phrase.rest, phrase.base)
    _clock(ahead)
    is_past = datetime.combine(phrase.base.date(), ahead.clock or USUAL) <= phrase.base
    return phrase.base.date() + timedelta(days=7 * is_past)


def _later(phrase: Phrase, count: float, unit: str) -> date:
    today = phrase.base.date()
    if unit in LONG_UNITS:
        if phrase.clock is None and not re.search(r"\d|noon|morning|evening|night|midnight", phrase.rest):
            phrase.clock = phrase.base.time().replace(microsecond=0)
        return today + timedelta(days=min(int(count * LONG_UNITS[unit]), FAR.days + 1))
    return _month_later(today, min(int(count * (12 if unit == "year" else 1)), 1_200))


def _month_later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(day.day, last))


def _clock(phrase: Phrase) -> None:
    """Take the time of day out of the phrase."""
    for word, clock in PARTS_OF_DAY.items():
        if re.search(rf"\b{word}\b", phrase.rest):
            phrase.take(rf"\b(?:at |in the |this |to)?{word}\b")
            phrase.clock = clock
            break
    marked = [each for each in CLOCK.finditer(phrase.rest) if _is_clock(each)]
    if not marked:
        return
    found = marked[0]
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    half = (found["half"] or "")[:1]
    if half and not 1 <= hour <= 12:
        raise InvalidInput.of("when", f"There is no {found[0].strip()}.")
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    elif phrase.clock and phrase.clock.hour >= 15 and hour < 12:
        hour += 12  # "at 8 in the evening"
    phrase.clock = time(hour % 24, minute)
    phrase.rest = f"{phrase.rest[: found.start()]} {phrase.rest[found.end() :]}".strip()


def _is_clock(found: re.Match[str]) -> bool:
    """Whether the number is an hour; a bare one is a day of the month."""
    is_written_so = found["sep"] in (":", "h") or bool(found["half"])
    return is_written_so or bool(re.match(r"(?:at|around|by|um|à|a las|alle)\s|.*(?:uhr|o'?clock)", found[0]))


def _foreign(phrase: Phrase) -> date:
    """A date in other words or another language."""
    settings: Any = {
        "RELATIVE_BASE": phrase.base,
        "PREFER_DATES_FROM": "future",
        "RETURN_AS_TIMEZONE_AWARE": False,
        "PARSERS": ["relative-time", "absolute-time"],
    }
    words = re.sub(r"\b(?:on|the|at|am)\b", " ", phrase.rest).strip(" .-")
    is_worth_a_try = len(words) <= 60 and re.search(r"[^\W\d]|\d[./-]\d", words)
    found: datetime | None = dateparser.parse(words, languages=LANGUAGES, settings=settings) if is_worth_a_try else None
    if found is None:
        raise InvalidInput.of("when", f"{words[:60]!r} is not understood. {FOR_EXAMPLE}")
    return found.date()


def _first(phrase: Phrase, day: date) -> datetime:
    """The first time of a repetition at or after ``day`` that is still to come."""
    from_rule = re.search(r"BYDAY=([A-Z,]+)", phrase.rule or "")
    allowed = {CODES.index(code) for code in from_rule[1].split(",")} if from_rule else set(range(7))
    clock = phrase.clock or USUAL
    for ahead in range(400):
        at = datetime.combine(day + timedelta(days=ahead), clock)
        is_day = phrase.month_day is None or at.day == phrase.month_day
        if at > phrase.base and at.weekday() in allowed and is_day:
            return at
    raise InvalidInput.of("when", "This never comes.")
