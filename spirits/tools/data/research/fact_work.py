"""Weighs passages for and against a claim: by what they share with it, their numbers, dates and negations."""

from typing import Any

from project.lib.errors import InvalidInput
from spirits.tools.content.sentences import sentences_of
from spirits.tools.data.research.relevance import nearness, stem, terms_of, vectors_of
from spirits.tools.quality.consistency_work import NEGATION, Fact, facts_of

MOST_SENTENCES = 5_000
ENOUGH, ABOUT = 0.75, 0.6  # of the claim's telling words
OPPOSITES = (
    ("increase", "decrease"), ("rise", "fall"), ("rose", "fell"), ("higher", "lower"), ("more", "less"), ("first", "last"),
    ("true", "false"), ("alive", "dead"), ("win", "lose"), ("won", "lost"), ("open", "closed"), ("safe", "dangerous"),
    ("possible", "impossible"), ("legal", "illegal"), ("before", "after"), ("largest", "smallest"), ("north", "south"),
    ("east", "west"), ("hot", "cold"), ("accept", "reject"), ("allow", "forbid"), ("best", "worst"),
)  # fmt: skip
OPPOSITE_OF = {stem(a): stem(b) for pair in OPPOSITES for a, b in (pair, pair[::-1])}


def judge(claim: str, passages: list[dict[str, str]], most: int) -> dict[str, Any]:
    """The verdict and the sentences it rests on."""
    wanted = set(terms_of(claim))
    if len(wanted) < 2:
        raise InvalidInput.of("claim", "Says too little to be checked; write a whole statement.")
    if claim.rstrip().endswith("?"):
        raise InvalidInput.of("claim", "Is a question; write a statement.")
    found = [
        {"source": given["name"], "quote": each.text, "start": each.start, "end": each.end}
        for given in passages
        for each in sentences_of(given["text"])
    ][:MOST_SENTENCES]
    vectors = vectors_of([*(str(each["quote"]) for each in found), claim])
    asked = vectors.pop()
    facts = facts_of(claim)
    judged = [{**each, **_stance(claim, wanted, facts, str(each["quote"])), "nearness": round(nearness(vector, asked), 4)}
              for each, vector in zip(found, vectors, strict=True)]  # fmt: skip
    near = sorted(
        (each for each in judged if each["covered"] >= 0.4), key=lambda each: (-each["covered"], -each["nearness"])
    )
    counts = {stance: sum(each["stance"] == stance for each in near) for stance in ("supports", "contradicts")}
    return {"verdict": _verdict(counts), "evidence": near[:most], "counts": counts, "sentences_read": len(found)}


def _verdict(counts: dict[str, int]) -> str:
    if counts["supports"] and counts["contradicts"]:
        return "disputed"
    if counts["supports"]:
        return "supported"
    return "contradicted" if counts["contradicts"] else "not enough"


def _stance(claim: str, wanted: set[str], facts: list[Fact], quote: str) -> dict[str, Any]:
    """Whether a sentence supports or contradicts the claim, or is merely near it, and why."""
    held = set(terms_of(quote))
    words = wanted & _unmeasured(claim, facts)
    turned = {word for word in words - held if OPPOSITE_OF.get(word) in held}
    covered = len(words & held) / len(words) if words else 0.0
    about = (len(words & held) + len(turned)) / len(words) if words else 0.0
    conflict = _conflict(facts, facts_of(quote))
    if about >= ABOUT and (conflict or turned):
        return {
            "stance": "contradicts",
            "why": conflict or f"says the opposite of {', '.join(sorted(turned))}",
            "covered": round(about, 4),
        }
    if covered >= ENOUGH and bool(NEGATION.search(claim)) != bool(NEGATION.search(quote)):
        return {"stance": "contradicts", "why": "one of them denies what the other says", "covered": round(covered, 4)}
    lacks = [
        each for each in facts if each.kind in ("number", "date") and each.key not in {f.key for f in facts_of(quote)}
    ]
    if covered >= ENOUGH and not lacks:
        return {
            "stance": "supports",
            "why": f"holds {covered:.0%} of the claim's words and all its figures",
            "covered": round(covered, 4),
        }
    return {"stance": "near", "why": "is about it without settling it", "covered": round(covered, 4)}


def _conflict(claimed: list[Fact], quoted: list[Fact]) -> str:
    """A figure that the sentence gives differently: it has as many of that kind and unit as the claim, and not this one."""
    for kind in ("date", "number"):
        mine, theirs = [each for each in claimed if each.kind == kind], [each for each in quoted if each.kind == kind]
        for fact in mine:
            same = [each for each in theirs if kind == "date" or each.key[0] == fact.key[0]]
            if same and all(each.key != fact.key for each in same) and len(same) <= len(mine):
                return f"gives another {kind}"
    return ""


def _unmeasured(claim: str, facts: list[Fact]) -> set[str]:
    """The claim's telling words outside its figures and dates, which are compared by what they mean."""
    for fact in reversed(facts):
        if fact.kind in ("number", "date"):
            claim = f"{claim[: fact.start]} {claim[fact.end :]}"
    return set(terms_of(claim))
