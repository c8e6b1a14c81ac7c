"""How much room a text takes in a model's window, and how a text too long for its room is shortened in plain sight."""

import re

PLAIN = re.compile(r"[A-Za-z ]+")
PER_TEXT = 4  # tokens a provider may add around each message
CUT = "\n[… {count:,} characters are left out here because they do not fit …]\n"


def tokens_at_most(text: str) -> int:
    """An upper bound of the tokens a text needs where no tokenizer is known.

    Letters and blanks need at most one token for two; every other byte may be a token of its own.
    """
    rest = PLAIN.sub("", text)
    return len(rest.encode("utf-8", "replace")) + (len(text) - len(rest) + 1) // 2 + PER_TEXT


def shortened(text: str, most: int) -> str:
    """The text, or its beginning and end around a marker that says how much is left out, in at most ``most`` tokens (64 or more)."""
    kept = fitting_length(text, most)
    return text if kept == len(text) else cut_to(text, kept)


def fitting_length(text: str, most: int) -> int:
    """How many of its characters can be kept in ``most`` tokens, the marker included; all of them when the text fits."""
    if tokens_at_most(text) <= most:
        return len(text)
    least, largest = 0, len(text) - 1
    while least < largest:
        middle = (least + largest + 1) // 2
        if tokens_at_most(cut_to(text, middle)) <= most:
            least = middle
        else:
            largest = middle - 1
    return least


def cut_to(text: str, characters: int) -> str:
    """The first two thirds and the last third of so many characters, with the marker between."""
    head = characters * 2 // 3
    tail = characters - head
    ending = text[len(text) - tail :] if tail else ""
    return text[:head] + CUT.format(count=len(text) - characters) + ending
