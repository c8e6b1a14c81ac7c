"""Text as the search indexes read it."""

import re
import unicodedata

ACCENTS = re.compile(r"[\u0300-\u036f]")
CHINESE_AND_JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]{2,}")
LONGEST_QUERY = 2_000  # characters of one search


def searchable(text: str) -> str:
    """The text as the index reads it: accents dropped, scripts without blanks cut into pairs of characters."""
    plain = ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    return CHINESE_AND_JAPANESE.sub(_pairs, unicodedata.normalize("NFKC", plain))


def _pairs(run: re.Match[str]) -> str:
    characters = run.group()
    return " ".join(f" {characters[at : at + 2]} " for at in range(len(characters) - 1))
