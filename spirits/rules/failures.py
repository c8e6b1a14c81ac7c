"""Whose words the sentence of a failed call is."""

THEIRS = frozenset({"served_tool_failed", "sending_failed"})  # what the far end said, as it said it


def is_our_sentence(code: str) -> bool:
    """Whether the sentence is one of ours, which pages may translate; programs and models get it as it is."""
    return code not in THEIRS
