"""Sentences with values inside, translated when they are shown.

Code raises ``f"At most {most} MB."`` and knows no language; a page translates what it is told. By then the value stands in the words, so
the sentence is compared with the templates that ``./daimon manage translations`` found in the code (``At most %(a)s MB.``, under
the context ``sentence``), and the values are put into the translation of the one that fits.
"""

import re
from functools import cache, lru_cache
from gettext import NullTranslations
from typing import Any, cast

from django.utils.formats import number_format
from django.utils.translation import trans_real

CONTEXT = "sentence"
PLACE = re.compile(r"%\((\w)\)s")
NUMBER = re.compile(r"\d{1,3}(,\d{3})+|\d+\.\d+")
LONGEST = 1_000  # more is no sentence


class Sentences(NullTranslations):
    """What gettext asks when a language's catalogue does not have the very words."""

    def __init__(self, templates: dict[str, str]) -> None:
        super().__init__()
        ordered = sorted(templates, key=lambda each: len(PLACE.sub("", each)), reverse=True)
        self._templates = [(_pattern(each), templates[each]) for each in ordered]
        self._find = lru_cache(maxsize=2_000)(self._found)

    def gettext(self, message: str) -> str:
        """The sentence in this language; unknown ones as they are."""
        return self._find(message) if len(message) <= LONGEST and " " in message else message

    def _found(self, message: str) -> str:
        for pattern, translation in self._templates:
            if match := pattern.fullmatch(message):
                return _filled(translation, match)
        return super().gettext(message)


def _filled(translation: str, match: re.Match[str]) -> str:
    return PLACE.sub(lambda place: _local(match[place[1]]), translation).replace("%%", "%")


def _pattern(template: str) -> re.Pattern[str]:
    parts = PLACE.split(template)
    written = [
        f"(?P<{part}>.{{1,300}}?)" if place % 2 else re.escape(part.replace("%%", "%"))
        for place, part in enumerate(parts)
    ]
    return re.compile("".join(written), re.DOTALL)


def _local(value: str) -> str:
    """Numbers as the language writes them; everything else as it is."""
    if not NUMBER.fullmatch(value):
        return value
    plain = value.replace(",", "")
    decimals = len(plain.partition(".")[2])
    return number_format(float(plain) if decimals else int(plain), decimal_pos=decimals or None, force_grouping=True)


@cache
def learn_sentences(language: str) -> None:
    """Have gettext translate sentences with values in that language from now on; once a process."""
    known = cast(Any, trans_real.translation(language))  # gettext's own parts, which have no types
    prefix = f"{CONTEXT}\x04"
    templates = {
        key.removeprefix(prefix): str(words)
        for key, words in known._catalog.items()
        if isinstance(key, str) and key.startswith(prefix)
    }
    sentences = Sentences(templates)
    if known._fallback is not None:  # English, which all languages share: it must not learn this one's sentences
        sentences.add_fallback(known._fallback)
    known._fallback = sentences
