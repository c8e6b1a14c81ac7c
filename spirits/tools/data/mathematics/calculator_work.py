"""Reads an expression as a syntax tree and works it out node by node; nothing of it is ever executed."""

import ast
import math
import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from tokenize import TokenError
from typing import Any

import mpmath
import pint

from project.lib.errors import InvalidInput
from spirits.tools.data.mathematics.numbers_work import (
    Number,
    checked,
    exact,
    factorial,
    of_real,
    power,
    refuse,
    rounded,
)

UNITS: pint.UnitRegistry[Any] = pint.UnitRegistry(non_int_type=Fraction, autoconvert_offset_to_baseunit=True)
DATE = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
DEEPEST = 100
PERCENT_OF = re.compile(r"%\s*of\b")
CONSTANTS: dict[str, Callable[[], Number]] = {
    "pi": lambda: +mpmath.pi,
    "π": lambda: +mpmath.pi,
    "tau": lambda: 2 * mpmath.pi,
    "e": lambda: +mpmath.e,
    "phi": lambda: +mpmath.phi,
}

# What the library of units raises for words that are none; it asserts and parses as Python does.
NO_UNIT = (
    pint.errors.PintError, AttributeError, ValueError, TypeError, AssertionError, SyntaxError, RecursionError, TokenError,
    ArithmeticError, NotImplementedError,
)  # fmt: skip


def calculate(expression: str, precision: int, to_unit: str = "") -> dict[str, Any]:
    """The value as text with ``precision`` digits, exact where possible, converted to ``to_unit``."""
    with mpmath.workdps(precision + 15):
        try:
            value = Evaluation(expression).value()
            return _shown(_converted(value, to_unit), precision)
        except ZeroDivisionError as error:
            raise refuse("Division by zero.") from error
        except (pint.errors.PintError, pint.errors.UndefinedUnitError) as error:
            raise refuse(_about_units(error)) from error
        except (OverflowError, TypeError, ValueError, AttributeError) as error:
            raise refuse(f"This has no value: {str(error)[:200]}") from error


def _about_units(error: Exception) -> str:
    if not isinstance(error, pint.errors.PintError):
        return "This is no unit."
    return str(error).split("\n")[0][:300]


def _parted(prepared: str) -> tuple[str, str]:
    """The expression, and the unit after 'to' or 'in', which is an inch after a number."""
    sides = re.split(r"\s+to\s+|(?<=[^\s\d*])\s+in\s+(?=[^\d+-]*$)", prepared, maxsplit=1)
    return re.sub(r"\bin\b", "inch", sides[0]), re.sub(r"\bin\b", "inch", sides[1]).strip() if len(sides) > 1 else ""


class Evaluation:
    """One expression being worked out."""

    def __init__(self, expression: str) -> None:
        self._dates: list[date] = []
        prepared = DATE.sub(self._date, expression)
        prepared, self._target = _parted(prepared)
        prepared = PERCENT_OF.sub("[_percent] * ", prepared)
        prepared = re.sub(r"(?<=[\d)])\s*%(?!\s*[\w(.])", "[_percent]", prepared)
        prepared = re.sub(r"(\d|\))\s*!(?!=)", r"\1[_factorial]", prepared)
        prepared = prepared.replace("^", "**").replace("×", "*").replace("·", "*").replace("÷", "/").replace("−", "-")
        prepared = re.sub(r"(?<=[\d)])\s+(?=[A-Za-zµΩ°])(?!(?:mod|per)\s)", " * ", prepared)
        prepared = re.sub(r"(?<![\w.])(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?=[A-Za-zµ°])", r"\1*", prepared)
        prepared = re.sub(r"\s+mod\s+", " % ", prepared)
        prepared = re.sub(r"\bper\b", "/", prepared)
        self._tree = self._parsed(prepared)

    def _date(self, found: re.Match[str]) -> str:
        try:
            self._dates.append(date.fromisoformat(found[0]))
        except ValueError as error:
            raise refuse(f"{found[0]} is no day of the calendar.") from error
        return f"_day({len(self._dates) - 1})"

    def _parsed(self, prepared: str) -> ast.expr:
        try:
            return ast.parse(prepared.strip(), mode="eval").body
        except (SyntaxError, RecursionError, MemoryError, ValueError) as error:
            raise refuse("This cannot be read as an expression.") from error

    def value(self) -> Any:
        """What the expression comes to."""
        value = self._of(self._tree, 0)
        return _converted(value, self._target) if self._target else value

    def _of(self, node: ast.expr, depth: int) -> Any:
        if depth > DEEPEST:
            raise refuse("The expression is nested too deeply.")
        match node:
            case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
                return _exact_constant(number)
            case ast.Name(id=name):
                return _named(name)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return -self._of(operand, depth + 1)
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self._of(operand, depth + 1)
            case ast.Subscript(value=inner, slice=ast.Name(id="_factorial")):
                return factorial(self._of(inner, depth + 1))
            case ast.Subscript(value=inner, slice=ast.Name(id="_percent")):
                return _combined(ast.Div(), self._of(inner, depth + 1), 100)
            case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as sign, right=right) if _is_percentage(right):
                base, share = self._of(left, depth + 1), self._of(right, depth + 1)
                return _combined(ast.Mult(), base, 1 + share if isinstance(sign, ast.Add) else 1 - share)
            case ast.BinOp(left=left, op=operator, right=right):
                return _combined(operator, self._of(left, depth + 1), self._of(right, depth + 1))
            case ast.Call(func=ast.Name(id="_day"), args=[ast.Constant(value=int() as index)]):
                return self._dates[index]
            case ast.Call(func=ast.Name(id=name), args=args, keywords=[]):
                return _called(name, [self._of(each, depth + 1) for each in args])
        raise refuse("Only numbers, units, dates, + - * / ^ mod, percentages and functions can be worked out.")


def _exact_constant(number: int | float) -> Number:
    """Decimals as they were written, not as binary fractions."""
    return checked(Fraction(Decimal(repr(number)))) if isinstance(number, float) else checked(number)


def _is_percentage(node: ast.expr) -> bool:
    """Whether this is a plain ``n%``, so that 200 + 10% is 220."""
    return isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Name) and node.slice.id == "_percent"


def _named(name: str) -> Any:
    if name in CONSTANTS:
        return CONSTANTS[name]()
    if name.startswith("_"):
        raise refuse(f"{name!r} is neither a constant nor a unit.")
    try:
        return UNITS.Quantity(1, UNITS.parse_units(name))
    except NO_UNIT as error:
        raise refuse(f"{name[:40]!r} is neither a constant, a function nor a unit.") from error


def _combined(operator: ast.operator, left: Any, right: Any) -> Any:
    if isinstance(left, date) or isinstance(right, date):
        return _dated(operator, left, right)
    if isinstance(left, pint.Quantity) or isinstance(right, pint.Quantity):
        return _measured(operator, left, right)
    if isinstance(operator, ast.Pow):
        return power(left, right)
    if not (exact(left) and exact(right)):
        left, right = rounded(left), rounded(right)
    match operator:
        case ast.Add():
            return checked(left + right)
        case ast.Sub():
            return checked(left - right)
        case ast.Mult():
            return checked(left * right)
        case ast.Div():
            return checked(Fraction(left) / right if exact(left) else left / right)
        case ast.FloorDiv():
            return checked(left // right if exact(left) else mpmath.floor(left / right))
        case ast.Mod():
            return checked(left % right)
    raise refuse("This operator is not known.")


def _measured(operator: ast.operator, left: Any, right: Any) -> Any:
    """Units travel with their numbers; a rounded number makes the other one rounded too."""
    left, right = _quantity(left), _quantity(right)
    if isinstance(operator, ast.Mult) and left.unitless and right.m == 1:
        return UNITS.Quantity(left.m, right.u)  # a temperature is written so, and must not be multiplied
    if not (exact(left.m) and exact(right.m)):
        left, right = UNITS.Quantity(rounded(left.m), left.u), UNITS.Quantity(rounded(right.m), right.u)
    match operator:
        case ast.Add():
            return left + right.to(left.u)
        case ast.Sub():
            return left - right.to(left.u)
        case ast.Mult():
            return left * right
        case ast.Div():
            return UNITS.Quantity(Fraction(left.m) if exact(left.m) else left.m, left.u) / right
        case ast.Pow() if right.dimensionless and isinstance(right.m, int) and abs(right.m) <= 12:
            return left**right.m
    raise refuse("Quantities can be added, subtracted, multiplied, divided and raised to small whole powers.")


def _quantity(value: Any) -> Any:
    return value if isinstance(value, pint.Quantity) else UNITS.Quantity(value)


def _dated(operator: ast.operator, left: Any, right: Any) -> Any:
    if isinstance(left, date) and isinstance(right, date) and isinstance(operator, ast.Sub):
        return UNITS.Quantity((left - right).days, "day")
    if isinstance(left, date) and isinstance(operator, ast.Add | ast.Sub) and isinstance(right, pint.Quantity):
        days = right.m if right.u == UNITS.day else right.to("day").m
        span = _months(right) or timedelta(days=int(days))
        return _moved(left, span, 1 if isinstance(operator, ast.Add) else -1)
    raise refuse("A date takes + or - a time such as '45 days', and one date can be subtracted from another.")


def _months(quantity: Any) -> int:
    """Whole months of a time given in months or years; 0 for others."""
    per_unit = {"month": 1, "year": 12}.get(str(quantity.u), 0)
    return int(quantity.m) * per_unit


def _moved(start: date, span: timedelta | int, sign: int) -> date:
    if isinstance(span, timedelta):
        return start + sign * span
    year, month = divmod(start.year * 12 + start.month - 1 + sign * span, 12)
    for day in range(start.day, 27, -1):
        try:
            return date(year, month + 1, day)
        except ValueError:
            continue
    return date(year, month + 1, min(start.day, 28))


def _called(name: str, values: list[Any]) -> Any:
    if name not in FUNCTIONS:
        raise refuse(f"There is no function {name[:40]!r}. Known: {', '.join(sorted(FUNCTIONS))}.")
    least, most, function = FUNCTIONS[name]
    if not least <= len(values) <= most:
        raise refuse(f"{name} takes {least if least == most else f'{least} to {most}'} values.")
    if any(isinstance(value, date) for value in values):
        raise refuse(f"{name} does not take dates.")
    values = [_plain(value, name) for value in values]
    return function(*values)


def _plain(value: Any, name: str) -> Any:
    if not isinstance(value, pint.Quantity):
        return value
    if value.dimensionless or value.check("[]"):
        return value.to("").m
    if value.u == UNITS.degree:
        return rounded(value.m) * mpmath.pi / 180
    if name == "sqrt":
        raise refuse("A root of a quantity with a unit is not worked out.")
    raise refuse(f"{name} takes plain numbers.")


def _whole(function: Callable[..., int]) -> Callable[..., int]:
    def work(*values: Number) -> int:
        if not all(isinstance(value, int) for value in values):
            raise refuse("This function takes whole numbers.")
        return int(function(*values))

    return work


def _choose(n: int, k: int) -> int:
    if not 0 <= n <= 100_000:
        raise refuse("choose takes 0 to 100000 things.")
    return math.comb(n, k) if k >= 0 else 0


def _log(value: Number, base: Number | None = None) -> Number:
    if value <= 0 or (base is not None and (base <= 0 or base == 1)):
        raise refuse("A logarithm needs a positive number, and a positive base other than 1.")
    if isinstance(value, int) and isinstance(base, int) and base > 1:
        power_of = round(float(mpmath.log(value, base)))
        if power_of >= 0 and base**power_of == value:
            return power_of
    found = mpmath.log(rounded(value)) if base is None else mpmath.log(rounded(value), rounded(base))
    return checked(found)


def _round(value: Number, digits: Number = 0) -> Number:
    """Halves away from zero, as people are taught."""
    if not isinstance(digits, int) or abs(digits) > 1_000:
        raise refuse("round takes a whole number of digits up to 1000.")
    scale = Fraction(10) ** digits
    scaled = Fraction(value) * scale if exact(value) else rounded(value) * rounded(scale)
    half = math.floor(abs(scaled) + Fraction(1, 2)) if exact(value) else int(mpmath.floor(abs(scaled) + 0.5))
    return checked(Fraction(-half if scaled < 0 else half) / scale)


FUNCTIONS: dict[str, tuple[int, int, Callable[..., Any]]] = {
    "sqrt": (1, 1, lambda value: power(value, Fraction(1, 2)) if value >= 0 else of_real(mpmath.sqrt)(value)),
    "cbrt": (1, 1, lambda value: power(value, Fraction(1, 3)) if value >= 0 else -power(-value, Fraction(1, 3))),
    "abs": (1, 1, abs),
    "exp": (1, 1, of_real(mpmath.exp)),
    "ln": (1, 1, _log),
    "log": (1, 2, lambda value, base=10: _log(value, base)),
    "log2": (1, 1, lambda value: _log(value, 2)),
    "log10": (1, 1, lambda value: _log(value, 10)),
    "sin": (1, 1, of_real(mpmath.sin)),
    "cos": (1, 1, of_real(mpmath.cos)),
    "tan": (1, 1, of_real(mpmath.tan)),
    "asin": (1, 1, of_real(mpmath.asin)),
    "acos": (1, 1, of_real(mpmath.acos)),
    "atan": (1, 1, of_real(mpmath.atan)),
    "atan2": (2, 2, lambda y, x: checked(mpmath.atan2(rounded(y), rounded(x)))),
    "sinh": (1, 1, of_real(mpmath.sinh)),
    "cosh": (1, 1, of_real(mpmath.cosh)),
    "tanh": (1, 1, of_real(mpmath.tanh)),
    "floor": (1, 1, lambda value: int(mpmath.floor(value)) if not exact(value) else math.floor(value)),
    "ceil": (1, 1, lambda value: int(mpmath.ceil(value)) if not exact(value) else math.ceil(value)),
    "round": (1, 2, _round),
    "min": (1, 100, min),
    "max": (1, 100, max),
    "gcd": (2, 20, _whole(math.gcd)),
    "lcm": (2, 20, _whole(math.lcm)),
    "factorial": (1, 1, factorial),
    "choose": (2, 2, _whole(_choose)),
    "mod": (2, 2, lambda left, right: checked(left % right)),
}


def _converted(value: Any, unit: str) -> Any:
    if not unit:
        return value
    if isinstance(value, date):
        raise InvalidInput.of("to_unit", "A date has no unit.")
    try:
        target = UNITS.parse_units(unit.replace("^", "**"))
        return _quantity(value).to(target)
    except NO_UNIT as error:
        raise InvalidInput.of("to_unit", _about_units(error)) from error


def _shown(value: Any, precision: int) -> dict[str, Any]:
    if isinstance(value, date):
        answer = {"kind": "date", "result": value.isoformat(), "exact": None, "is_exact": True, "unit": None}
        return {**answer, "weekday": f"{value:%A}"}
    unit = None
    kind = "number"
    if isinstance(value, pint.Quantity):
        if value.unitless:
            value = value.m
        else:
            unit, kind = f"{value.u:~P}" or None, "duration" if value.check("[time]") else "quantity"
            value = value.m
    if isinstance(value, float):
        value = Fraction(value)
    is_whole = isinstance(value, int) or (isinstance(value, Fraction) and value.denominator == 1)
    is_exact = exact(value)
    text = _decimal(value, precision)
    fraction = _whole_text(int(value)) if is_whole else f"{value.numerator}/{value.denominator}" if is_exact else None
    return {
        "kind": kind,
        "result": text,
        "exact": fraction,
        "is_exact": is_exact and _is_told(value, text),
        "unit": unit,
    }


def _is_told(value: Number, text: str) -> bool:
    """Whether the decimal text is the whole value; one third is not."""
    return bool(Fraction(text) == value)


def _decimal(value: Number, precision: int) -> str:
    if isinstance(value, int) or (isinstance(value, Fraction) and value.denominator == 1):
        return _whole_text(int(value))
    shown: str = mpmath.nstr(rounded(value), precision, strip_zeros=True, min_fixed=-8, max_fixed=precision + 6)
    return shown.removesuffix(".0")


def _whole_text(value: int) -> str:
    return str(Decimal(value)) if value.bit_length() > 14_000 else str(value)
