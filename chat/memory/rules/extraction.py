"""Finds, without a model, what a person plainly says about themselves or asks to be kept. In doubt it finds nothing."""

import re
from dataclasses import dataclass

from chat.memory.rules.kinds import Kind

MOST_FACTS = 8
LONGEST_SENTENCE = 300
LEAST_WORDS = 4  # fewer are not worth being found again
SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")
CODE = re.compile(r"```.*?(```|\Z)|`[^`\n]*`|^>.*$", re.S | re.M)
ASIDE = re.compile(
    r"^(well|so|btw|by the way|oh|hi|hello|hey|also|and|but|please|ok|okay|actually|fyi)\b[\s,:!-]*", re.I
)


@dataclass(frozen=True, slots=True)
class Fact:
    """Something worth keeping; a key says what it is about, so that the next one with it takes its place."""

    text: str
    kind: str = Kind.SEMANTIC
    key: str = ""


_KEYED = (
    (re.compile(r"my name is .+|(?:please )?call me (?!back|later|when|if|tomorrow|today)\S.*", re.I), "name"),
    (re.compile(r"i(?: now)? live in .+|i(?:'ve| have)? (?:just )?moved to .+", re.I), "home"),
    (re.compile(r"i (?:now )?work (?:as|at|for) .+|my job is .+", re.I), "work"),
    (re.compile(r"my birthday is .+|i was born (?:on|in) .+", re.I), "birthday"),
    (re.compile(r"my pronouns are .+", re.I), "pronouns"),
    (re.compile(r"my (?:mother tongue|native language) is .+", re.I), "language"),
)
_NAMED = re.compile(
    r"my (?P<what>(?:favou?rite )?[a-z][\w'-]*(?: [a-z][\w'-]*)?) (?:is (?:called|named)|is|are) (?P<rest>.+)", re.I
)
_FAVOURITE = re.compile(r"favou?rite ", re.I)
_RELATED = re.compile(
    r"(?:older |younger |little |big |best )?(?:sister|brother|mother|mum|mom|father|dad|son|daughter|wife|husband|partner|girlfriend"
    r"|boyfriend|friend|boss|dog|cat|doctor|dentist|teacher|neighbou?r|aunt|uncle|cousin|grandmother|grandfather|manager)s?",
    re.I,
)
_PLAIN = re.compile(
    r"i (?:really |absolutely )?(?:prefer|like|love|hate|dislike|enjoy|can't stand|cannot stand) (?!it\b|that\b|this\b|to know\b)\S.+"
    r"|i(?:'m| am) (?:a |an )?(?:vegetarian|vegan|allergic to .+|diabetic|colou?r-?blind|left-handed|lactose intolerant)\b.*"
    r"|i (?:do not|don't) (?:eat|drink|like) .+",
    re.I,
)
_ASKED = re.compile(
    r"(?:please )?(?:remember|don't forget|do not forget|note|keep in mind)(?: that|:)\s+(?P<what>.+)", re.I
)
_RULE = re.compile(
    r"(?:always|never) (?:answer|reply|write|use|call|address|explain|respond|speak|include|start|end) .+", re.I
)
_FROM_NOW = re.compile(r"from now on,?\s+(?P<what>.+)", re.I)


def facts_in(message: str) -> list[Fact]:
    """What a message says that is worth keeping, in its order; questions, quotes and code are not read."""
    found = [fact for each in _told(message) if (fact := _fact(each)) is not None]
    return list(dict.fromkeys(found))[:MOST_FACTS]


def is_worth_keeping(message: str) -> bool:
    """Whether a message tells more than its facts, so that its words are worth being found again."""
    return sum(len(each.split()) for each in _told(message) if _fact(each) is None) >= LEAST_WORDS


def _told(message: str) -> list[str]:
    """The statements of a message: its sentences without questions, quotes and code."""
    sentences = [" ".join(each.split()) for each in SENTENCE.split(CODE.sub(" ", message))]
    return [each for each in sentences if each and not each.endswith("?")]


def _fact(told: str) -> Fact | None:
    sentence = ASIDE.sub("", told).strip()
    if len(sentence) > LONGEST_SENTENCE:
        return None
    if asked := _ASKED.fullmatch(sentence):
        return Fact(_ended(asked["what"]))
    if rule := _FROM_NOW.fullmatch(sentence):
        return Fact(_ended(rule["what"]), Kind.PROCEDURAL)
    if _RULE.fullmatch(sentence):
        return Fact(sentence, Kind.PROCEDURAL)
    for pattern, key in _KEYED:
        if pattern.fullmatch(sentence):
            return Fact(sentence, key=key)
    if (named := _NAMED.fullmatch(sentence)) and (_FAVOURITE.match(named["what"]) or _RELATED.fullmatch(named["what"])):
        return Fact(sentence, key=named["what"].casefold() if _FAVOURITE.match(named["what"]) else "")
    return Fact(sentence) if _PLAIN.fullmatch(sentence) else None


def _ended(what: str) -> str:
    """What was asked to be kept, without the end of the asking sentence."""
    return what.strip().removesuffix(".").rstrip()
