"""Detects languages with py3langid's model, whole and by sentence."""

import re
from typing import Any

from babel import Locale, UnknownLocaleError
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from project.lib.errors import InvalidInput
from spirits.tools.content.sentences import Sentence, sentences_of

IDENTIFIER = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
KNOWN = frozenset(str(label) for label in IDENTIFIER.labels)
LEAST_LETTERS = 12  # a shorter sentence tells too little, and counts with its neighbour
SURE = 0.8


def detect(text: str, segments: bool = True, alternatives: int = 3, among: list[str] | None = None) -> dict[str, Any]:
    """The language with confidence, the next likeliest, and the parts where it changes."""
    if not any(character.isalpha() for character in text):
        raise InvalidInput.of("text", "Holds no letters, so it is in no language.")
    _limit(among)
    parts = _parts(text) if segments else []
    ranked = _ranked(text)
    first, confidence = ranked[0]
    return {
        "language": first,
        "name": name_of(first),
        "confidence": confidence,
        "alternatives": [
            {"language": code, "name": name_of(code), "confidence": share}
            for code, share in ranked[1 : alternatives + 1]
        ],
        "is_mixed": len({part["language"] for part in parts}) > 1,
        "segments": parts,
    }


def _limit(among: list[str] | None) -> None:
    unknown = sorted(set(among or ()) - KNOWN)
    if unknown:
        raise InvalidInput.of("among", f"Not known: {', '.join(unknown)}. Known: {', '.join(sorted(KNOWN))}.")
    IDENTIFIER.set_languages(sorted(set(among)) if among else None)


def _ranked(text: str) -> list[tuple[str, float]]:
    return [(str(code), round(float(share), 4)) for code, share in IDENTIFIER.rank(_plain(text))]


def _plain(text: str) -> str:
    """The text without what looks the same in every language."""
    return re.sub(r"https?://\S+|(?<!\S)\S+@\S+|[\d#*_`|<>{}\[\]]+", " ", text) or text


def name_of(code: str) -> str:
    """The language's English name."""
    try:
        return Locale.parse(code).english_name or code
    except (UnknownLocaleError, ValueError):
        return code


def _parts(text: str) -> list[dict[str, Any]]:
    """Runs of sentences in one language; an unsure sentence belongs to the run before it."""
    runs: list[dict[str, Any]] = []
    for piece in _long_enough(sentences_of(text)):
        code, share = _ranked(text[piece.start : piece.end])[0]
        if runs and (code == runs[-1]["language"] or share < SURE):
            runs[-1]["end"] = piece.end
            runs[-1]["confidence"] = min(runs[-1]["confidence"], max(share, SURE))
        else:
            runs.append({"start": piece.start, "end": piece.end, "language": code, "confidence": share})
    for run in runs:
        run["name"] = name_of(run["language"])
        run["text"] = text[run["start"] : run["end"]][:200]
    return runs


def _long_enough(sentences: list[Sentence]) -> list[Sentence]:
    merged: list[Sentence] = []
    for each in sentences:
        if merged and sum(character.isalpha() for character in merged[-1].text) < LEAST_LETTERS:
            merged[-1] = Sentence(f"{merged[-1].text} {each.text}", merged[-1].start, each.end)
        else:
            merged.append(each)
    return merged
