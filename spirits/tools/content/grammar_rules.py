"""What grammar_checker looks for in English: patterns, what is wrong with them, and what to write instead."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from spirits.tools.listed import listed

Suggest = Callable[[re.Match[str]], list[str]]


@dataclass(frozen=True)
class Rule:
    """A pattern that is wrong wherever it stands; ``suggest`` gives what replaces the whole match."""

    name: str
    kind: str
    pattern: re.Pattern[str]
    message: str
    suggest: Suggest


def _rule(name: str, kind: str, pattern: str, message: str, suggest: Suggest) -> Rule:
    return Rule(name, kind, re.compile(pattern, re.IGNORECASE), message, suggest)


def _swap(part: str, by: str) -> Suggest:
    return lambda match: [like(match.group(), re.sub(part, by, match.group(), count=1, flags=re.IGNORECASE))]


def like(model: str, word: str) -> str:
    """The word with the capital that the model begins with."""
    return word[:1].upper() + word[1:] if model[:1].isupper() else word


# Words spelled with a vowel and spoken with a consonant at the start, and the other way round.
CONSONANT_SOUND = (
    r"(?:uni(?!n|m)\w*|use\w*|user\w*|usual\w*|euro\w*|ewe|one|once|eulog\w*|ubiquit\w*|utilit\w*|utopia\w*|uk|us)\b"
)
VOWEL_SOUND = r"(?:hour\w*|honest\w*|honou?r\w*|heir\w*|mba|fbi|html|hr|sms|x-ray|mri)\b"
BASE_AFTER = r"(?:can|could|will|would|shall|should|may|might|must)"
PARTICIPLES = {
    "went": "gone", "did": "done", "saw": "seen", "ate": "eaten", "wrote": "written", "took": "taken",
    "came": "come", "began": "begun", "drank": "drunk", "drove": "driven", "fell": "fallen", "gave": "given",
    "knew": "known", "spoke": "spoken", "broke": "broken", "chose": "chosen", "forgot": "forgotten", "ran": "run",
}  # fmt: skip
THIRD = {
    "go": "goes", "do": "does", "have": "has", "are": "is", "were": "was", "don't": "doesn't", "want": "wants", "need": "needs",
    "like": "likes", "make": "makes", "take": "takes", "know": "knows", "think": "thinks", "say": "says",
    "come": "comes", "see": "sees", "get": "gets", "give": "gives", "work": "works", "live": "lives",
    "play": "plays", "write": "writes", "read": "reads", "walk": "walks", "eat": "eats", "run": "runs",
    "seem": "seems", "look": "looks", "use": "uses", "try": "tries", "feel": "feels", "speak": "speaks",
}  # fmt: skip
PLAIN = {third: base for base, third in THIRD.items() if base not in ("are", "were")} | {"is": "are", "was": "were"}
# Words after which 'he go' or 'they goes' may be right: 'let it go', 'did she go', 'make him do'.
BEFORE_BASE = r"(?<!let )(?<!did )(?<!does )(?<!do )(?<!can )(?<!will )(?<!make )(?<!should )(?<!could )(?<!would )(?<!must )(?<!may )(?<!might )(?<!that )(?<!help )(?<!saw )(?<!if )(?<!n't )(?<!wish )(?<!and )(?<!lest )(?<!hear )(?<!watch )(?<!shall )(?<!though )"
BEFORE_PLURAL = r"(?<!of )(?<!with )(?<!for )(?<!by )(?<!to )(?<!between )(?<!about )(?<!that )(?<!and )"


def _alternatives(words: object) -> str:
    return "|".join(re.escape(str(word)) for word in words)  # type: ignore[attr-defined]


def _second(table: dict[str, str]) -> Suggest:
    """The match with its last word replaced by the table's."""

    def suggest(match: re.Match[str]) -> list[str]:
        first, last = match.group().rsplit(None, 1)
        return [f"{first} {table[last.lower()]}"]

    return suggest


RULES: tuple[Rule, ...] = (
    _rule("article_a_an", "grammar", rf"\ba (?=(?:[aeio]\w|u(?!ni|s[aeu]|k\b|s\b|bi|ti|to)\w|{VOWEL_SOUND}))(?!{CONSONANT_SOUND}|a\b)[\w-]+",
          "Before a vowel sound the article is 'an'.", _swap(r"^a ", "an ")),
    _rule("article_an_a", "grammar", rf"\ban (?=(?:[bcdfgjklmnpqrstvwyz][a-z]{{2}}|h(?!our|onest|ono|eir)[a-z]{{2}}|{CONSONANT_SOUND}))(?!{VOWEL_SOUND})[\w-]+",
          "Before a consonant sound the article is 'a'.", _swap(r"^an ", "a ")),
    _rule("agreement_third_person", "grammar", rf"{BEFORE_BASE}\b(?:he|she|it) (?:{_alternatives(THIRD)})\b(?!')",
          "After he, she or it the verb ends in -s.", _second(THIRD)),
    _rule("agreement_plural", "grammar", rf"{BEFORE_PLURAL}\b(?:they|we|you) (?:{_alternatives(PLAIN)})\b(?!')",
          "After they, we or you the verb has its plain form.", _second(PLAIN)),
    _rule("agreement_first_person", "grammar", r"(?<!and )(?<!or )(?<!than )\bi (?:is|are|has|does|goes|wants|needs|likes)\b",
          "This form does not go with I.", _second({"is": "am", "are": "am", "has": "have", "does": "do", "goes": "go", "wants": "want", "needs": "need", "likes": "like"})),
    _rule("agreement_these", "grammar", r"\b(?:this|that) (?:are|were|things|people|ones|men|women|children|books|days|years)\b",
          "This and that go with the singular.", lambda m: [like(m.group(), {"this": "these", "that": "those"}[m.group().split()[0].lower()] + m.group()[4:])]),
    _rule("agreement_there_is", "grammar", r"\bthere is (?:many|several|two|three|four|five|six|seven|eight|nine|ten|some \w+s|a few)\b",
          "There is goes with the singular.", _swap(r"\bis\b", "are")),
    _rule("every_singular", "grammar", r"\b(?:every|each) (?:days|years|weeks|months|times|persons|people|hours|minutes|books|students|children)\b",
          "Every and each go with the singular.", lambda m: [m.group().split()[0] + " " + {"people": "person", "children": "child"}.get(m.group().split()[1].lower(), m.group().split()[1][:-1])]),
    _rule("modal_of", "grammar", r"\b(?:could|should|would|might|must) of\b", "It is 'have', not 'of'.", _swap(r"\bof\b", "have")),
    _rule("modal_third", "grammar", rf"\b{BASE_AFTER} (?:goes|has|does|is|was|makes|takes|wants|needs|gets)\b",
          "After this verb comes the plain form.", _second({**PLAIN, "is": "be", "was": "be"})),
    _rule("perfect_participle", "grammar", rf"\b(?:have|has|had|having) (?:{_alternatives(PARTICIPLES)})\b",
          "After have comes the participle.", _second(PARTICIPLES)),
    _rule("did_past", "grammar", r"\b(?:did|didn't|did not|does|doesn't|does not) (?:went|saw|ate|wrote|took|came|gave|knew|had|was|goes|has|wants|likes)\b",
          "After did and does comes the plain form.",
          _second({"went": "go", "saw": "see", "ate": "eat", "wrote": "write", "took": "take", "came": "come", "gave": "give", "knew": "know", "had": "have", "was": "be", "goes": "go", "has": "have", "wants": "want", "likes": "like"})),
    _rule("its_it_is", "grammar", r"\bits (?:a|an|the|not|been|going|very|too|really|always|never|important|possible|time|because)\b",
          "Short for 'it is' or 'it has' it is written 'it's'.", _swap(r"^its", "it's")),
    _rule("its_possessive", "grammar", r"\bit's (?:own|tail|colou?r|size|name|purpose|contents|shape|owner)\b", "The possessive has no apostrophe.", _swap(r"^it's", "its")),
    _rule("your_you_are", "grammar", r"\byour (?:welcome|right|wrong|going|not|the best|a|an|very|too|so)\b(?! (?:hand|side|foot|arm|leg|eye|ear|answer|to|of))", "Short for 'you are' it is written 'you're'.", _swap(r"^your", "you're")),
    _rule("their_there", "grammar", r"\btheir (?:is|are|was|were|has been|will be)\b", "This is the place, not the possessive.", _swap(r"^their", "there")),
    _rule("there_their", "grammar", r"\bthere (?:house|own|car|children|parents|friends|names?|work|jobs?)\b(?! (?:is|are|was|were))", "This is the possessive.", _swap(r"^there", "their")),
    _rule("then_than", "grammar", r"\b(?:more|less|better|worse|bigger|smaller|larger|rather|other|older|younger|faster|higher|lower|greater|fewer) then\b", "Comparisons take 'than'.", _swap(r"\bthen$", "than")),
    _rule("to_too", "grammar", r"\bto (?:much|many|late|early|expensive|big|small|slow|fast)\b(?= (?:for|to|of)\b|[.,!?]|$)", "Meaning 'more than enough' it is written 'too'.", _swap(r"^to", "too")),
    _rule("loose_lose", "grammar", r"\b(?:will|to|can|may|might|don't|could|would) loose\b(?! (?:end|from|the (?:dogs|hounds)))", "The verb is 'lose'.", _swap(r"loose$", "lose")),
    _rule("affect_effect", "grammar", r"\b(?:an|the|no|any|side) affect\b", "The noun is 'effect'.", _swap(r"affect$", "effect")),
    _rule("much_countable", "grammar", r"\bmuch (?:people|things|books|friends|days|years|children|problems|questions|times)\b", "What can be counted takes 'many'.", _swap(r"^much", "many")),
    _rule("less_countable", "style", r"\bless (?:people|things|books|friends|days|children|problems|questions|errors)\b", "What can be counted takes 'fewer'.", _swap(r"^less", "fewer")),
    _rule("double_comparative", "grammar", r"\b(?:more|most) (?:better|worse|bigger|smaller|easier|faster|older|best|worst|biggest)\b", "The word is compared already.", lambda m: [m.group().split()[1]]),
    _rule("double_negative", "grammar", r"\b(?:don't|doesn't|didn't|can't|won't|haven't|isn't) (?:\w+ )?(?:nothing|nobody|nowhere|no one)\b", "Two negations cancel each other.", lambda m: [re.sub(r"no(?=thing|body|where)|no(?= one)", "any", m.group())]),
    _rule("alot", "spelling", r"\balot\b", "It is two words.", lambda m: [like(m.group(), "a lot")]),
    _rule("me_and_i", "grammar", r"(?:(?<=\. )|(?<=^))me and \w+ (?=(?:are|were|went|have|like|go|want)\b)", "As a subject it is 'I', named last.", lambda m: [f"{like('A', m.group().split()[2])} and I "]),
    _rule("between_i", "grammar", r"\b(?:between you|for you|with you|to you) and i\b", "After a preposition it is 'me'.", _swap(r"\bi$", "me")),
    _rule("wordy", "style", r"\b(?:in order to|due to the fact that|at this point in time|in the event that|for the purpose of|has the ability to|with regard to|a large number of|in spite of the fact that|it is important to note that|on a daily basis)\b",
          "Can be said in fewer words.", lambda m: [like(m.group(), WORDY[m.group().lower()])]),
    _rule("pleonasm", "style", r"\b(?:free gift|past history|end result|future plans|added bonus|close proximity|unexpected surprise|completely finished|each and every|advance planning|return back|repeat again)\b",
          "One of the words says it all.", lambda m: [like(m.group(), PLEONASMS[m.group().lower()])]),
    _rule("passive", "style", r"\b(?:was|were|been|being|is|are) \w{3,}(?:ed|en) by\b", "Passive voice; name the doer first.", lambda _m: []),
    _rule("filler", "style", r"\b(?:very|really|basically|actually|literally) (?:very|really|basically|actually|literally|unique|perfect|essential)\b", "The strengthening word adds nothing.", lambda m: [m.group().split()[1]]),
)  # fmt: skip
WORDY: dict[str, str] = {
    "in order to": "to", "due to the fact that": "because", "at this point in time": "now", "in the event that": "if",
    "for the purpose of": "for", "has the ability to": "can", "with regard to": "about", "a large number of": "many",
    "in spite of the fact that": "although", "it is important to note that": "note that", "on a daily basis": "daily",
}  # fmt: skip
PLEONASMS: dict[str, str] = {
    "free gift": "gift", "past history": "history", "end result": "result", "future plans": "plans",
    "added bonus": "bonus", "close proximity": "proximity", "unexpected surprise": "surprise",
    "completely finished": "finished", "each and every": "every", "advance planning": "planning",
    "return back": "return", "repeat again": "repeat",
}  # fmt: skip
DAYS_AND_MONTHS = {
    each.lower(): each
    for each in listed(
        "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February April June July August "
        "September October November December English French German Spanish Italian Russian Chinese Japanese"
    )
}
MAY_REPEAT = frozenset(listed("that had bye no very ha so blah is do can"))
