"""Names, licences and tags of datasets, checked."""

from collections.abc import Sequence

from project.lib.errors import InvalidInput

MOST_TAGS = 20


def checked_line(field: str, value: str, *, most: int, may_be_empty: bool = True) -> str:
    """The text with single blanks, where it fits and can be shown."""
    line = " ".join(value.split())
    if len(line) > most or not line.isprintable() or not (line or may_be_empty):
        raise InvalidInput.of(field, f"Expected {'at most' if may_be_empty else '1 to'} {most} characters.")
    return line


def checked_tags(tags: Sequence[str]) -> list[str]:
    """Each tag once, in lower case, in the order given."""
    found = list(dict.fromkeys(tag for each in tags if (tag := checked_line("tags", each, most=40).lower())))
    if len(found) > MOST_TAGS:
        raise InvalidInput.of("tags", f"At most {MOST_TAGS} tags.")
    return found
