"""Where a passage stands, in words."""

import re

from django.utils.translation import gettext, gettext_noop

UNITS = {
    "pdf": "page",
    "docx": "page",
    "text": "page",
    "epub": "chapter",
    "csv": "row",
    "json": "record",
    "jsonl": "row",
}


def unit_of(kind: str) -> str:
    """What the numbers of a kind of document count."""
    return UNITS.get(kind, "part")


def place_in(title: str, kind: str, page: int | None, last_page: int | None) -> str:
    """Document and page, such as ``Handbook, pages 3–4``; the title alone where the format has no pages."""
    if page is None:
        return title
    if last_page is None or last_page == page:
        return f"{title}, {unit_of(kind)} {page}"
    return f"{title}, {unit_of(kind)}s {page}–{last_page}"


PLACE = re.compile(r"(?P<title>.*), (?P<words>[a-z]+) (?P<first>\d+)(?:–(?P<last>\d+))?", re.DOTALL)
ONE = {
    "page": gettext_noop("%(title)s, page %(first)s"),
    "chapter": gettext_noop("%(title)s, chapter %(first)s"),
    "row": gettext_noop("%(title)s, row %(first)s"),
    "record": gettext_noop("%(title)s, record %(first)s"),
    "part": gettext_noop("%(title)s, part %(first)s"),
}
SEVERAL = {
    "pages": gettext_noop("%(title)s, pages %(first)s–%(last)s"),
    "chapters": gettext_noop("%(title)s, chapters %(first)s–%(last)s"),
    "rows": gettext_noop("%(title)s, rows %(first)s–%(last)s"),
    "records": gettext_noop("%(title)s, records %(first)s–%(last)s"),
    "parts": gettext_noop("%(title)s, parts %(first)s–%(last)s"),
}


def in_readers_words(place: str) -> str:
    """What ``place_in`` said, in the language of whoever reads the page; citations are kept as models were told them."""
    found = PLACE.fullmatch(place)
    if found is None:
        return place
    template = (SEVERAL if found["last"] else ONE).get(found["words"], "")
    return gettext(template) % found.groupdict() if template else place
