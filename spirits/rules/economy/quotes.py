"""What a purchase costs, and how an amount is shared over its lines."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from spirits.rules.economy.amounts import POINTS, share

POINT_PRICE_CENTS = 10


@dataclass(frozen=True)
class Quote:
    """An offer at one moment. Its fingerprint is what the buyer agrees to; another offer has another one."""

    thing: str
    unit: str
    list_amount: int
    discount_percent: int
    coupon_percent: int
    parts: tuple[tuple[UUID, int], ...]
    tax_basis_points: int = 0

    @property
    def discount_amount(self) -> int:
        """What the buyer's plan takes off."""
        return share(self.list_amount, numerator=self.discount_percent, denominator=100)

    @property
    def coupon_amount(self) -> int:
        """What the coupon takes off the rest."""
        return share(self.list_amount - self.discount_amount, numerator=self.coupon_percent, denominator=100)

    @property
    def amount(self) -> int:
        """What is paid, tax included."""
        return self.list_amount - self.discount_amount - self.coupon_amount

    @property
    def tax_amount(self) -> int:
        """The tax within the amount; points carry none."""
        if self.unit == POINTS:
            return 0
        return share(self.amount, numerator=self.tax_basis_points, denominator=10_000 + self.tax_basis_points)

    @property
    def lines(self) -> dict[UUID, int]:
        """The amount shared over the spirits bought, to the last unit."""
        return allocate(self.amount, dict(self.parts))

    @property
    def fingerprint(self) -> str:
        """A digest of everything the buyer was shown."""
        shown = [self.thing, self.unit, self.list_amount, self.amount, self.tax_amount, sorted(map(str, self.parts))]
        return hashlib.sha256(repr(shown).encode()).hexdigest()


def allocate(amount: int, weights: Mapping[UUID, int]) -> dict[UUID, int]:
    """Share an amount in proportion to the weights, exactly: what rounding leaves goes to the largest remainders."""
    if not weights:
        return {}
    total = sum(weights.values())
    shares = weights if total else dict.fromkeys(weights, 1)
    whole = total or len(weights)
    portions = {key: divmod(amount * weight, whole) for key, weight in shares.items()}
    left = amount - sum(portion for portion, _ in portions.values())
    ranked = sorted(portions, key=lambda key: (-portions[key][1], str(key)))
    return {key: portions[key][0] + (key in ranked[:left]) for key in weights}
