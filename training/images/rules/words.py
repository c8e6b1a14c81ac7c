"""Text as the index of pictures reads it, and a query's words."""

import re
import unicodedata

ACCENTS = re.compile(r"[\u0300-\u036f]")
WORD = re.compile(r"[^\W_]+")
MOST_WORDS = 32
LONGEST_QUERY = 500


def searchable(text: str) -> str:
    """The text in small letters without accents, its words divided by blanks: `IMG_0042.jpg` has three."""
    plain = ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    return " ".join(WORD.findall(unicodedata.normalize("NFKC", plain).casefold()))


def query_words(query: str) -> list[str]:
    """The words asked for, each once, at most 32 of them."""
    return list(dict.fromkeys(searchable(query).split()))[:MOST_WORDS]
