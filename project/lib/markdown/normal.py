"""Text as every later step expects it: one kind of line end, nothing that HTML or UTF-8 cannot carry."""

import re

_LINE_ENDS = re.compile(r"\r\n?")
# C0 controls other than tab and newline, DEL, and halves of surrogate pairs: no HTML document may hold them.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def normalise(text: str) -> str:
    """The text with Unix line ends, and U+FFFD in place of each character that no page can show."""
    return _UNPRINTABLE.sub("\ufffd", _LINE_ENDS.sub("\n", text))
