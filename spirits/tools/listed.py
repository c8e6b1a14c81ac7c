"""Lists of words, written compactly."""


def listed(words: str) -> tuple[str, ...]:
    """The words, which are separated by white space."""
    return tuple(words.split())
