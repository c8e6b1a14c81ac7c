"""Answers as they are compared: without case, punctuation and blanks that change nothing."""

import re
import unicodedata

from training.evaluations.rules.questions import AnswerPart

WORD = re.compile(r"\w+", re.UNICODE)
CITATION = re.compile(r"\[(\d{1,3})\]")
BULLET = re.compile(r"^\s*(?:[-*•]|\d{1,3}[.)])\s+")
ARTICLES = frozenset({"a", "an", "the"})
REFUSALS = (
    "i cannot answer", "i can't answer", "i can not answer", "i cannot help", "i can't help", "i am unable to",
    "i'm unable to", "i do not know", "i don't know", "i found nothing about", "i have no information",
    "i don't have information", "i do not have information", "i don't have enough information", "no information about",
    "not in the documents", "not in your documents", "i'm sorry, but i can", "i am sorry, but i can", "as an ai",
)  # fmt: skip
OPENING = 400  # characters in which a refusal stands


def words_of(text: str) -> list[str]:
    """The words in lower case, without articles."""
    return [word for word in WORD.findall(_plain(text)) if word not in ARTICLES]


def normal(text: str) -> str:
    """Equal for texts that differ in case, articles, blanks and punctuation alone."""
    return " ".join(words_of(text))


def refuses(answer: str) -> bool:
    """Whether the answer says in its opening that it gives none: by a fixed list of phrases."""
    opening = _plain(answer[:OPENING]).replace("’", "'")
    return not answer.strip() or any(phrase in opening for phrase in REFUSALS)


def cited_numbers(answer: str) -> list[int]:
    """The numbers in brackets, each once, in their order."""
    return list(dict.fromkeys(int(number) for number in CITATION.findall(answer)))


def part_of(answer: str, part: str) -> str:
    """What is compared. Where an answer has no such part, the whole of it is."""
    lines = [line for line in (each.strip() for each in answer.splitlines()) if line]
    match part:
        case AnswerPart.FIRST_LINE if lines:
            return lines[0]
        case AnswerPart.LAST_LINE if lines:
            return lines[-1]
        case AnswerPart.FIRST_CITED:
            cited = next((line for line in lines if CITATION.search(line)), None)
            if cited is not None:
                return BULLET.sub("", CITATION.sub("", cited[: _end_of_citation(cited)])).strip()
    return answer.strip()


def _end_of_citation(line: str) -> int:
    found = CITATION.search(line)
    return found.end() if found else len(line)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()
