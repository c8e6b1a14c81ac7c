"""Text without the characters that XML, and so SVG, has no way to write."""

import re
from typing import Any

_NEVER_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def printable(text: str) -> str:
    """The text with a replacement character for each that no XML document may hold, such as U+0017."""
    return _NEVER_XML.sub("\ufffd", text)


def printable_within(value: Any) -> Any:
    """The JSON value with every text and key in it made printable."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {printable(str(key)): printable_within(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [printable_within(each) for each in value]
    return value
