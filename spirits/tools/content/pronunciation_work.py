"""Pronunciations: the CMU dictionary as IPA in syllables, Han as pinyin, kana as romaji."""

import gzip
import re
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from pypinyin import Style, pinyin

from project.lib.errors import InvalidInput
from spirits.tools.content.kana import romaji
from spirits.tools.listed import listed

DICTIONARY = Path(__file__).parent / "words" / "cmudict.gz"
IPA = {
    "AA": "ɑ", "AE": "æ", "AH": "ʌ", "AO": "ɔ", "AW": "aʊ", "AY": "aɪ", "B": "b", "CH": "tʃ", "D": "d", "DH": "ð",
    "EH": "ɛ", "ER": "ɝ", "EY": "eɪ", "F": "f", "G": "ɡ", "HH": "h", "IH": "ɪ", "IY": "i", "JH": "dʒ", "K": "k",
    "L": "l", "M": "m", "N": "n", "NG": "ŋ", "OW": "oʊ", "OY": "ɔɪ", "P": "p", "R": "ɹ", "S": "s", "SH": "ʃ",
    "T": "t", "TH": "θ", "UH": "ʊ", "UW": "u", "V": "v", "W": "w", "Y": "j", "Z": "z", "ZH": "ʒ",
}  # fmt: skip
UNSTRESSED = {"AH": "ə", "ER": "ɚ"}
# What English lets a syllable begin with, beyond single consonants.
ONSETS = frozenset(
    tuple(each.split("-"))
    for each in listed(
        "P-L P-R P-Y B-L B-R B-Y T-R T-W D-R D-W K-L K-R K-W K-Y G-L G-R G-W F-L F-R F-Y TH-R TH-W SH-R V-Y M-Y HH-Y "
        "S-P S-T S-K S-F S-M S-N S-L S-W S-P-L S-P-R S-P-Y S-T-R S-K-L S-K-R S-K-W S-K-Y HH-W"
    )
)
HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30faー]+")
WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*")


def pronounce(text: str, language: str = "auto", all_variants: bool = False) -> dict[str, Any]:
    """Each known word with its ways of being said, the unknown ones, and the whole as a line."""
    language = _language(text) if language == "auto" else language
    ways = {"en": _english, "zh": _chinese, "ja": _japanese}[language](text, all_variants)
    if not ways:
        raise InvalidInput.of(
            "text", {"en": "Holds no English word.", "zh": "Holds no Chinese.", "ja": "Holds no Japanese."}[language]
        )
    known = {word: found for word, found in ways if found}
    return {
        "language": language,
        "words": [{"word": word, "ways": found} for word, found in known.items()],
        "unknown": list(dict.fromkeys(word for word, found in ways if not found)),
        "line": " ".join(found[0].get("ipa") or found[0]["reading"] if found else f"[{word}?]" for word, found in ways),
    }


def _language(text: str) -> str:
    if KANA.search(text):
        return "ja"
    return "zh" if HAN.search(text) else "en"


@cache
def _dictionary() -> dict[str, list[str]]:
    entries: dict[str, list[str]] = {}
    for line in gzip.decompress(DICTIONARY.read_bytes()).decode().splitlines():
        word, _, phones = line.partition("#")[0].strip().partition(" ")
        entries.setdefault(re.sub(r"\(\d+\)$", "", word), []).append(phones)
    return entries


DICTIONARY_READY = bool(_dictionary())  # read before the call's own time begins


def _english(text: str, all_variants: bool) -> list[tuple[str, list[dict[str, Any]]]]:
    found = []
    for word in (match.group() for match in WORD.finditer(text)):
        entries = _dictionary().get(word.lower().replace("’", "'"), [])
        found.append((word, [_way(each) for each in entries[: None if all_variants else 1]]))
    return found


def _way(phones: str) -> dict[str, Any]:
    syllables = list(_syllables(phones.split()))
    parts = [_written(each) for each in syllables]
    stresses = [next(phone[-1] for phone in each if phone[-1].isdigit()) for each in syllables]
    marks = {"1": "ˈ", "2": "ˌ", "0": ""}
    alone = len(parts) == 1
    ipa = ".".join(("" if alone else marks[stress]) + part for part, stress in zip(parts, stresses, strict=True))
    return {
        "ipa": re.sub(r"\.(?=[ˈˌ])", "", ipa),
        "parts": parts,
        "syllables": len(parts),
        "stress": "".join(stresses),
        "stressed": stresses.index("1") + 1 if "1" in stresses else None,
        "arpabet": phones,
    }


def _written(syllable: list[str]) -> str:
    return "".join(
        UNSTRESSED[phone[:-1]] if phone[-1] == "0" and phone[:-1] in UNSTRESSED else IPA[phone.rstrip("012")]
        for phone in syllable
    )


def _syllables(phones: list[str]) -> Iterable[list[str]]:
    """The phones by syllable; of the consonants between vowels as many as English allows begin the later one."""
    vowels = [number for number, phone in enumerate(phones) if phone[-1].isdigit()]
    start = 0
    for vowel, following in pairwise(vowels):
        cut = next(at for at in range(vowel + 1, following + 1) if _may_begin(phones[at:following]))
        yield phones[start:cut]
        start = cut
    if vowels:
        yield phones[start:]


def _may_begin(consonants: list[str]) -> bool:
    if len(consonants) < 2:
        return consonants not in (["NG"], ["ZH"]) or not consonants
    return tuple(consonants) in ONSETS


def _chinese(text: str, all_variants: bool) -> list[tuple[str, list[dict[str, Any]]]]:
    found: list[tuple[str, list[dict[str, Any]]]] = []
    unknown: Any = lambda rest: [[""] for _ in rest]  # noqa: E731 - one reading a character, which the stubs do not know
    for match in HAN.finditer(text):
        run = match.group()
        readings = pinyin(run, style=Style.TONE, heteronym=False, errors=unknown)
        for character, reading in zip(run, readings, strict=True):
            others = pinyin(character, style=Style.TONE, heteronym=True)[0] if all_variants else []
            known = [each for each in dict.fromkeys([reading[0], *others]) if each and each != character]
            found.append((character, [{"reading": each} for each in known]))
    return found


def _japanese(text: str, _all: bool) -> list[tuple[str, list[dict[str, Any]]]]:
    found: list[tuple[str, list[dict[str, Any]]]] = []
    for match in re.finditer(f"{KANA.pattern}|{HAN.pattern}", text):
        run = match.group()
        found.append((run, [{"reading": romaji(run)}] if KANA.fullmatch(run) else []))
    return found
