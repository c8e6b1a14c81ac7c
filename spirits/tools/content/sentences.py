"""Where the sentences of a text are; needs no Django, so that workers may use it."""

import re
from dataclasses import dataclass

_ABBREVIATIONS = (
    "mr mrs ms dr prof sr jr st vs etc e.g i.e cf al no nr vol fig eq approx dept est inc ltd co corp gen col capt "
    "rev hon jan feb mar apr jun jul aug sep sept oct nov dec a.m p.m u.s u.k bzw z.b d.h usw ca pp ed"
)
ABBREVIATIONS = frozenset(_ABBREVIATIONS.split())
END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s|$)|[。！？]+[」』”’）]*|\n\s*\n|\n(?=\s*(?:[-*•]|\d{1,3}[.)])\s)")


@dataclass(frozen=True)
class Sentence:
    """A sentence and where it is: ``text`` is exactly ``whole[start:end]``."""

    text: str
    start: int
    end: int


def sentences_of(text: str) -> list[Sentence]:
    """The sentences in order, without the space around them; abbreviations, initials and decimals do not end one."""
    found: list[Sentence] = []
    start = 0
    for match in END.finditer(text):
        if match.group().strip() in (".",) and _goes_on(text, match.start(), match.end()):
            continue
        _add(found, text, start, match.end())
        start = match.end()
    _add(found, text, start, len(text))
    return found


def _goes_on(text: str, dot: int, after: int) -> bool:
    word = re.search(r"\S+$", text[max(0, dot - 30) : dot])
    last = word.group().lstrip("(\"'“‘[").lower() if word else ""
    following = text[after : after + 40].lstrip()
    if following[:1].islower():
        return last in ABBREVIATIONS or "." in last
    return last in ABBREVIATIONS - {"etc", "p.m", "a.m", "no", "u.s", "u.k", "co", "usw", "inc", "ltd", "al"} or (
        len(last) == 1 and last.isalpha() and last not in "i"
    )


def _add(found: list[Sentence], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    left = start + len(piece) - len(piece.lstrip())
    right = left + len(piece.strip())
    if right > left:
        found.append(Sentence(text[left:right], left, right))
