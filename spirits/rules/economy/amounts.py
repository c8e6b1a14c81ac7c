"""Which whole numbers count as an amount of points or of a currency's smallest unit."""

from spirits.rules.economy.errors import BadAmount

POINTS = "PTS"
LARGEST = 1_000_000_000_000


def checked(amount: int, *, field: str = "amount") -> int:
    """The amount itself when it is a whole number from 1 to ``LARGEST``; otherwise BadAmount names the field."""
    if isinstance(amount, bool) or not isinstance(amount, int) or not 1 <= amount <= LARGEST:
        raise BadAmount.of(field, BadAmount.message)
    return amount


def share(amount: int, *, numerator: int, denominator: int) -> int:
    """``amount * numerator / denominator`` rounded half up in whole units; exact, without floats."""
    if denominator <= 0 or numerator < 0:
        raise ValueError("a share is a non-negative part of a positive whole")
    return (2 * amount * numerator + denominator) // (2 * denominator)
