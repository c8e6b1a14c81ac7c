"""What a conversation is called until somebody names it."""

LONGEST_TITLE = 60


def title_from(content: str) -> str:
    """The first words of a message, on one line, cut at a word."""
    words = " ".join(content.split())
    if len(words) <= LONGEST_TITLE:
        return words
    return words[: LONGEST_TITLE - 1].rsplit(" ", 1)[0].rstrip(",;:.-") + "…"
