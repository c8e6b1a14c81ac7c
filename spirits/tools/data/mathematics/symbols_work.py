"""Mathematics as text, read into sympy node by node; nothing of it is ever executed."""

import ast
import re
from decimal import Decimal
from typing import Any

import sympy

from project.lib.errors import InvalidInput

DEEPEST = 60
LARGEST_POWER = 1_000
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,20}")
CONSTANTS = {"pi": sympy.pi, "e": sympy.E, "E": sympy.E, "I": sympy.I, "oo": sympy.oo, "inf": sympy.oo}
FUNCTIONS = {
    name: getattr(sympy, name)
    for name in [
        "sin",
        "cos",
        "tan",
        "cot",
        "sec",
        "csc",
        "asin",
        "acos",
        "atan",
        "sinh",
        "cosh",
        "tanh",
        "asinh",
        "acosh",
        "atanh",
        "exp",
        "sqrt",
        "cbrt",
        "log",
        "floor",
        "gamma",
        "erf",
        "factorial",
        "binomial",
        "sign",
    ]
} | {
    "ln": sympy.log,
    "abs": sympy.Abs,
    "Abs": sympy.Abs,
    "ceil": sympy.ceiling,
    "log10": lambda x: sympy.log(x, 10),
    "log2": lambda x: sympy.log(x, 2),
    "min": sympy.Min,
    "max": sympy.Max,
}


class Reader:
    """Reads expressions over some symbols; ``field`` names the argument in refusals."""

    def __init__(self, field: str, *, functions: dict[str, Any] | None = None, real: bool = False) -> None:
        self.symbols: dict[str, Any] = {}
        self._field = field
        self._functions = functions or {}
        self._real = real

    def refuse(self, problem: str) -> InvalidInput:
        """The error naming the argument."""
        return InvalidInput.of(self._field, problem)

    def symbol(self, name: str) -> Any:
        """The symbol of that name, the same each time."""
        if name not in self.symbols:
            if len(self.symbols) >= 12:
                raise self.refuse("There are more than 12 unknowns.")
            self.symbols[name] = sympy.Symbol(name, real=True) if self._real else sympy.Symbol(name)
        return self.symbols[name]

    def read(self, text: str) -> Any:
        """The expression; InvalidInput when it is none."""
        prepared = text.replace("^", "**").replace("·", "*").replace("×", "*").replace("−", "-").replace("π", "pi")
        prepared = re.sub(r"(?<![\w.])(\d+(?:\.\d+)?)(?=[A-Za-z(])", r"\1*", prepared)
        try:
            tree = ast.parse(prepared.strip(), mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            raise self.refuse(f"{text[:80]!r} cannot be read as mathematics.") from error
        return self._of(tree, 0)

    def _of(self, node: ast.expr, depth: int) -> Any:
        if depth > DEEPEST:
            raise self.refuse("The expression is nested too deeply.")
        match node:
            case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
                if isinstance(value, int) and value.bit_length() > 4_000:
                    raise self.refuse("A number has more than 1,000 digits.")
                return sympy.Integer(value) if isinstance(value, int) else sympy.Rational(str(Decimal(repr(value))))
            case ast.Name(id=name):
                return self._named(name)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return -self._of(operand, depth + 1)
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self._of(operand, depth + 1)
            case ast.BinOp(left=left, op=operator, right=right):
                return self._combined(operator, self._of(left, depth + 1), self._of(right, depth + 1))
            case ast.Call(func=ast.Name(id=name), args=args, keywords=[]):
                return self._called(name, [self._of(each, depth + 1) for each in args])
        raise self.refuse("Only numbers, names, + - * / ^ and known functions are read.")

    def _named(self, name: str) -> Any:
        if name in CONSTANTS:
            return CONSTANTS[name]
        if not NAME.fullmatch(name):
            raise self.refuse(f"{name[:40]!r} is no name for an unknown.")
        return self.symbol(name)

    def _combined(self, operator: ast.operator, left: Any, right: Any) -> Any:
        match operator:
            case ast.Add():
                return left + right
            case ast.Sub():
                return left - right
            case ast.Mult():
                return left * right
            case ast.Div():
                if right == 0:
                    raise self.refuse("Division by zero.")
                return left / right
            case ast.Mod():
                return sympy.Mod(left, right)
            case ast.Pow():
                return self._power(left, right)
        raise self.refuse("This operator is not known.")

    def _power(self, base: Any, exponent: Any) -> Any:
        if base.is_number and exponent.is_number and (abs(exponent) > LARGEST_POWER) == True:  # noqa: E712 - a symbolic truth
            raise self.refuse(f"Powers of numbers go up to {LARGEST_POWER}.")
        return base**exponent

    def _called(self, name: str, values: list[Any]) -> Any:
        function = self._functions.get(name) or FUNCTIONS.get(name)
        if function is None:
            known = ", ".join(sorted({*FUNCTIONS, *self._functions}))
            raise self.refuse(f"There is no function {name[:40]!r}. Known: {known}.")
        if name == "factorial" and values and values[0].is_number and (values[0] > 2_000) == True:  # noqa: E712
            raise self.refuse("Factorials go up to 2000.")
        try:
            return function(*values)
        except (TypeError, ValueError) as error:
            raise self.refuse(f"{name} does not take these values.") from error
