"""Where a passage stands, in words."""

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
