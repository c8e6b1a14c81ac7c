"""What a bundle saves, always computed from the prices of its parts."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Saving:
    """The parts bought one by one, the bundle, and the difference; never below zero."""

    separately: int
    together: int

    @property
    def amount(self) -> int:
        """How much less the bundle costs."""
        return max(0, self.separately - self.together)

    @property
    def percent(self) -> int:
        """The saving in whole per cent, rounded down."""
        return self.amount * 100 // self.separately if self.separately else 0


def charged_for_missing(*, price: int, parts: dict[str, int], owned: set[str]) -> int:
    """The price of a bundle for somebody who owns some of it.

    The bundle's price is shared over its parts in proportion to their own prices (rounded half up), and never exceeds what the
    missing parts cost one by one. A bundle of free parts is shared evenly.
    """
    missing = [name for name in parts if name not in owned]
    if not missing:
        return 0
    if len(missing) == len(parts):
        return price
    whole = sum(parts.values())
    weight = sum(parts[name] for name in missing) if whole else len(missing)
    portion = (2 * price * weight + (whole or len(parts))) // (2 * (whole or len(parts)))
    return min(portion, sum(parts[name] for name in missing)) if whole else portion
