"""Numbers that stay exact while they can: whole numbers and fractions, then mpmath's."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import mpmath

from project.lib.errors import InvalidInput

LARGEST_BITS = 350_000  # about 100,000 digits
LARGEST_FACTORIAL = 25_000
Number = Any  # int, Fraction or mpmath's mpf and mpc


def refuse(problem: str) -> InvalidInput:
    """The error for an expression that has no value."""
    return InvalidInput.of("expression", problem)


def exact(value: Number) -> bool:
    """Whether nothing was rounded on the way."""
    return isinstance(value, int | Fraction)


def rounded(value: Number) -> Any:
    """The value as a number of mpmath at the present precision."""
    return mpmath.mpf(value.numerator) / value.denominator if isinstance(value, Fraction) else mpmath.mpmathify(value)


def checked(value: Number) -> Number:
    """The value, a fraction of denominator 1 as a whole number; refused when it is too large to go on with."""
    if isinstance(value, Fraction):
        bits = max(value.numerator.bit_length(), value.denominator.bit_length())
        value = value.numerator if value.denominator == 1 else value
    else:
        bits = value.bit_length() if isinstance(value, int) else 0
    if bits > LARGEST_BITS:
        raise refuse("The result has more than 100,000 digits.")
    if isinstance(value, mpmath.mpf) and not mpmath.isfinite(value):
        raise refuse("The result is not a finite number.")
    return value


def power(base: Number, exponent: Number) -> Number:
    """``base`` to the ``exponent``; refused before it is computed when it would be enormous."""
    if exact(base) and isinstance(exponent, int):
        if base == 0 and exponent < 0:
            raise refuse("Division by zero.")
        size = max(abs(Fraction(base).numerator).bit_length(), Fraction(base).denominator.bit_length())
        if abs(base) != 1 and size * abs(exponent) > LARGEST_BITS:
            raise refuse("The result has more than 100,000 digits.")
        return checked(Fraction(base) ** exponent)
    root = _exact_root(base, exponent)
    return checked(rounded(base) ** rounded(exponent)) if root is None else root


def _exact_root(base: Number, exponent: Number) -> Number | None:
    """A root that is a whole number or a fraction, such as 27 to the 2/3."""
    if not (exact(base) and isinstance(exponent, Fraction) and base >= 0 and exponent.denominator <= 64):
        return None
    fraction = Fraction(base)
    above = _whole_root(fraction.numerator, exponent.denominator)
    below = _whole_root(fraction.denominator, exponent.denominator)
    if above is None or below is None or (above == 0 and exponent < 0):
        return None
    return power(Fraction(above, below), exponent.numerator)


def _whole_root(value: int, degree: int) -> int | None:
    low, high = 0, 1 << (value.bit_length() // degree + 1)
    while low < high:
        middle = (low + high + 1) // 2
        if middle**degree <= value:
            low = middle
        else:
            high = middle - 1
    return low if low**degree == value else None


def factorial(value: Number) -> Number:
    """Exact for whole numbers, the gamma function otherwise."""
    if isinstance(value, int) and value >= 0:
        if value > LARGEST_FACTORIAL:
            raise refuse(f"A factorial is worked out up to {LARGEST_FACTORIAL}!.")
        return _product(1, value)
    if isinstance(value, int):
        raise refuse("A negative whole number has no factorial.")
    return checked(mpmath.gamma(rounded(value) + 1))


def _product(low: int, high: int) -> int:
    if high - low < 8:
        result = 1
        for factor in range(max(low, 1), high + 1):
            result *= factor
        return result
    middle = (low + high) // 2
    return _product(low, middle) * _product(middle + 1, high)


def of_real(function: Callable[[Any], Any]) -> Callable[[Number], Number]:
    """The function of mpmath, refused where its value is no real number."""

    def work(value: Number) -> Number:
        found = function(rounded(value))
        if isinstance(found, mpmath.mpc):
            raise refuse("The result is not a real number.")
        return checked(found)

    return work
