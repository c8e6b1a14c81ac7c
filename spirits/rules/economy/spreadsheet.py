"""Cells that a spreadsheet shows and never runs."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(value: object) -> str:
    """The value as text; what a spreadsheet would take for a formula gets a leading apostrophe. Numbers stay numbers."""
    text = "" if value is None else str(value)
    if isinstance(value, int | float):
        return text
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
