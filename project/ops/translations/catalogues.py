"""The files of translations: brought in step with the texts, checked for holes, and compiled."""

import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings

from project.ops.translations.text import Text

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|%[sd]|\{\w*\}")
NO_TIME = datetime(2000, 1, 1, tzinfo=UTC)  # so that only texts change the files
HEADER = "# Translations of Daimon. Kept in step by ./daimon manage translations; see docs/languages.md."


@dataclass(frozen=True)
class Hole:
    """What a language lacks: a text without a translation, or one whose placeholders differ."""

    language: str
    words: str
    problem: str


def languages() -> list[str]:
    """Those the site is translated into; English is the source."""
    return [code for code, _ in settings.LANGUAGES if code != "en"]


def place_of(language: str, suffix: str = "po") -> Path:
    """Where a language's file lies."""
    return Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / f"django.{suffix}"


def read(language: str) -> Catalog:
    """The translations as they are kept."""
    place = place_of(language)
    if not place.exists():
        return Catalog(locale=language)
    with place.open("rb") as file:
        return read_po(file, locale=language)


def in_step(language: str, texts: dict[Text, str]) -> Catalog:
    """A catalogue of exactly these texts, with the translations there are."""
    old = read(language)
    new = Catalog(locale=language, header_comment=HEADER, project="Daimon", version="1", fuzzy=False)
    for text, where in texts.items():
        known = old.get(text.words, context=text.context or None)
        key = (text.words, text.plural) if text.plural else text.words
        string = known.string if known and not known.fuzzy and _fits(known, text) else None
        new.add(key, string=string or "", locations=[(where, None)], context=text.context or None)  # type: ignore[list-item]
    return new


def _fits(known: Message, text: Text) -> bool:
    """Whether a kept translation is of the same plural, so that another plural asks for another translation."""
    return (known.id if isinstance(known.id, str) else known.id[1]) == (text.plural or text.words)


def holes(language: str, texts: dict[Text, str]) -> list[Hole]:
    """Everything that keeps the language from being complete."""
    kept = read(language)
    found = [hole for text in texts if (hole := _hole(language, kept, text))]
    known = {(each.words, each.context) for each in texts}
    gone = [each for each in kept if each.id and (_first(each), each.context or "") not in known]
    return found + [Hole(language, _first(each), "is in no code and no template any more") for each in gone]


def _hole(language: str, kept: Catalog, text: Text) -> Hole | None:
    message = kept.get(text.words, context=text.context or None)
    if message is None or not _fits(message, text) or not all(_strings(message)):
        return Hole(language, text.words, "is not translated")
    if message.fuzzy:
        return Hole(language, text.words, "is marked as fuzzy")
    forms = _strings(message)
    originals = (text.words, text.plural) if text.plural else (text.words,)
    for form, original in zip(forms, originals, strict=True):
        needed, had = _placeholders(original), _placeholders(form)
        if had - needed or (needed - had and not _is_singular(text, original)):
            return Hole(language, text.words, f"has other placeholders: {form}")
    return None


def _is_singular(text: Text, original: str) -> bool:
    """A singular may do without its number."""
    return bool(text.plural) and original == text.words


def _placeholders(words: str) -> set[str]:
    return {each for each in PLACEHOLDER.findall(words) if each != "%%"}


def _strings(message: Message) -> tuple[str, ...]:
    string = message.string
    return (string,) if isinstance(string, str) else tuple(string or ())


def _first(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def write(language: str, catalogue: Catalog) -> None:
    """Keep the translations, and compile them for gettext."""
    place_of(language).parent.mkdir(parents=True, exist_ok=True)
    place_of(language).write_bytes(as_text(catalogue))
    place_of(language, "mo").write_bytes(compiled(read(language)))


def as_text(catalogue: Catalog) -> bytes:
    """The file as it is kept, without times."""
    out = io.BytesIO()
    write_po(out, catalogue, width=120, omit_header=False, include_lineno=False)
    dated = re.compile(
        rb'"(POT-Creation-Date|PO-Revision-Date|Generated-By|Last-Translator|Report-Msgid-Bugs-To): .*\n'
    )
    return dated.sub(b"", out.getvalue())


def compiled(catalogue: Catalog) -> bytes:
    """As gettext reads it."""
    out = io.BytesIO()
    catalogue.creation_date = catalogue.revision_date = NO_TIME
    write_mo(out, catalogue)
    return out.getvalue()


def set_translations(language: str, pairs: Iterable[tuple[Text, str | tuple[str, ...]]], catalogue: Catalog) -> None:
    """Put translations into a catalogue."""
    for text, string in pairs:
        message = catalogue.get(text.words, context=text.context or None)
        if message is not None:
            message.string = string
