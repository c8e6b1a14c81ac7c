"""Variables in a minion's instructions: ``{{date}}`` is filled when a turn is put together, ``\\{{date}}`` stays as it is."""

import re
from collections.abc import Collection, Mapping

from django.utils.translation import gettext_noop

VARIABLES = {
    "user_name": gettext_noop("What you are called"),
    "date": gettext_noop("Today, as 2026-01-31"),
    "weekday": gettext_noop("The day of the week"),
    "time": gettext_noop("The time of day, as 14:05"),
    "language": gettext_noop("Your language"),
    "minion_name": gettext_noop("What the minion is called"),
}
WRITTEN = re.compile(r"(\\?)\{\{[ \t]*([A-Za-z_][A-Za-z0-9_]{0,59})[ \t]*\}\}")


def unknown_in(text: str, own: Collection[str] = ()) -> list[str]:
    """The names between double braces that are no variables, nor the minion's ``own``, in their order; escaped ones are words."""
    found = [name for escape, name in WRITTEN.findall(text) if not escape and name not in VARIABLES and name not in own]
    return list(dict.fromkeys(found))


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with each variable's value, read once: what a value says is no variable. Unknown names stay as they are."""

    def put(found: re.Match[str]) -> str:
        written, name = found[0], found[2]
        return written[1:] if found[1] else values.get(name, written)

    return WRITTEN.sub(put, text)


def with_unknown_escaped(text: str, own: Collection[str] = ()) -> str:
    """The text with what looks like a variable and is none written as the words it is."""
    known = {*VARIABLES, *own}
    return WRITTEN.sub(lambda found: found[0] if found[1] or found[2] in known else f"\\{found[0]}", text)
