"""The tasks of the equation solver, each with its steps."""

import re
from collections.abc import Callable
from typing import Any

import sympy

from project.lib.errors import InvalidInput
from spirits.tools.data.mathematics.symbols_work import Reader

RELATIONS = {"<=": sympy.Le, ">=": sympy.Ge, "<": sympy.Lt, ">": sympy.Gt}
RELATION = re.compile(r"<=|>=|<|>|≤|≥")
PRIMES = re.compile(r"\b([a-z])('{0,3})\(([a-z])\)")
STARTS = (0.5, 1.0, -1.0, 3.0, -3.0, 10.0)


def work_out(wanted: dict[str, Any]) -> dict[str, Any]:
    """Results as text and LaTeX, the steps, and whether they are exact and were checked."""
    try:
        return TASKS[wanted["task"]](wanted)
    except (NotImplementedError, sympy.PolynomialError) as error:
        raise InvalidInput.of("expressions", "No method is known that solves this.") from error
    except (TypeError, ValueError, ZeroDivisionError, AttributeError, KeyError, IndexError) as error:
        raise InvalidInput.of("expressions", f"This cannot be worked out: {str(error)[:200]}") from error


def _answer(results: list[Any], steps: list[str], **more: Any) -> dict[str, Any]:
    shown = [each if isinstance(each, dict) else _shown(each) for each in results]
    return {"results": shown, "steps": steps, "is_numeric": False, "verified": None, **more}


def _shown(value: Any, name: str = "") -> dict[str, Any]:
    label = f"{name} = " if name else ""
    approximate = None
    if getattr(value, "is_number", False) and not getattr(value, "is_Integer", False):
        number = sympy.N(value, 15)
        approximate = str(number) if number.is_finite else None
    return {
        "name": name,
        "text": f"{label}{value}",
        "latex": f"{label}{sympy.latex(value)}",
        "approximate": approximate,
    }


def _equations(wanted: dict[str, Any]) -> tuple[list[Any], Reader]:
    reader = Reader("expressions")
    found = []
    for each in wanted["expressions"]:
        sides = each.replace("==", "=").split("=")
        if len(sides) > 2 or RELATION.search(each):
            raise reader.refuse(f"{each[:80]!r} is no equation.")
        left = reader.read(sides[0])
        found.append(left - reader.read(sides[1]) if len(sides) == 2 else left)
    return found, reader


def _unknowns(wanted: dict[str, Any], reader: Reader) -> list[Any]:
    if "variables" in wanted:
        missing = [name for name in wanted["variables"] if name not in reader.symbols]
        if missing:
            raise InvalidInput.of("variables", f"{missing[0]!r} does not occur in the expressions.")
        return [reader.symbols[name] for name in wanted["variables"]]
    return [reader.symbols[name] for name in sorted(reader.symbols)]


def _variable(wanted: dict[str, Any], reader: Reader) -> Any:
    unknowns = _unknowns(wanted, reader)
    if len(unknowns) != 1:
        names = ", ".join(map(str, unknowns)) or "none"
        raise InvalidInput.of("variables", f"Name one variable; there are: {names}.")
    return unknowns[0]


def _solve(wanted: dict[str, Any]) -> dict[str, Any]:
    equations, reader = _equations(wanted)
    unknowns = _unknowns(wanted, reader)
    if not unknowns:
        raise InvalidInput.of("expressions", "There is no unknown to solve for.")
    steps = [f"Bring everything to one side: {each} = 0" for each in equations]
    if len(equations) == 1 and len(unknowns) == 1:
        steps += _polynomial_steps(equations[0], unknowns[0])
    try:
        is_single = len(equations) == len(unknowns) == 1
        found = sympy.solve(equations[0] if is_single else equations, unknowns, dict=True)
    except NotImplementedError:
        found = []
        if len(equations) == len(unknowns):
            return _numeric(equations, unknowns, steps)
    if not found and len(equations) == 1 and len(unknowns) == 1 and not equations[0].is_polynomial(unknowns[0]):
        return _numeric(equations, unknowns, steps)
    if any(value.has(sympy.CRootOf) for solution in found for value in solution.values()):
        return _roots(equations[0], unknowns[0], steps)
    verified = all(_is_zero(each.subs(solution)) for solution in found for each in equations)
    steps.append(
        "Put each solution back into the equations: " + ("all hold." if verified else "not all could be shown to hold.")
    )
    results = [_shown(value, str(symbol)) for solution in found for symbol, value in solution.items()]
    return _answer(results, steps, verified=verified if found else None)


def _polynomial_steps(expression: Any, unknown: Any) -> list[str]:
    numerator = sympy.together(expression).as_numer_denom()[0]
    if not numerator.is_polynomial(unknown):
        return []
    polynomial = sympy.Poly(numerator, unknown)
    steps = [f"A polynomial of degree {polynomial.degree()} in {unknown}."]
    factored = sympy.factor(numerator)
    if factored != sympy.expand(numerator):
        steps.append(f"Factor: {factored} = 0")
    if polynomial.degree() == 2:
        a, b, c = polynomial.all_coeffs()
        steps.append(f"Discriminant: ({b})^2 - 4*({a})*({c}) = {sympy.expand(b**2 - 4 * a * c)}")
    return steps


def _is_zero(value: Any) -> bool:
    if sympy.simplify(value) == 0:
        return True
    return bool(value.is_number and abs(sympy.N(value, 30)) < 1e-20)


def _roots(expression: Any, unknown: Any, steps: list[str]) -> dict[str, Any]:
    """Every root of a polynomial that no formula solves, as numbers."""
    steps.append("No formula solves this polynomial: its roots are approximated.")
    roots = sympy.Poly(sympy.together(expression).as_numer_denom()[0], unknown).nroots(n=15, maxsteps=200)
    return _answer([_shown(root, str(unknown)) for root in roots], steps, is_numeric=True, verified=True)


def _numeric(equations: list[Any], unknowns: list[Any], steps: list[str]) -> dict[str, Any]:
    """Newton's method from several starts; said to be an approximation."""
    steps.append("No closed form was found: Newton's method from several starting points.")
    results: list[dict[str, Any]] = []
    for start in STARTS:
        try:
            root = sympy.nsolve(equations, unknowns, [start] * len(unknowns), prec=20)
        except (ValueError, ZeroDivisionError, TypeError, KeyError):
            continue
        values = list(root) if isinstance(root, sympy.MatrixBase) else [root]
        shown = [_shown(value.round(12), str(name)) for name, value in zip(unknowns, values, strict=True)]
        if not any(each["text"] == shown[0]["text"] for each in results):
            results += shown
    if not results:
        raise InvalidInput.of("expressions", "Neither a closed form nor a numeric solution was found.")
    return _answer(results, steps, is_numeric=True, verified=True)


def _inequality(wanted: dict[str, Any]) -> dict[str, Any]:
    reader = Reader("expressions", real=True)
    parts = []
    for each in wanted["expressions"]:
        each = each.replace("≤", "<=").replace("≥", ">=")
        signs = RELATION.findall(each)
        if not signs or len(signs) > 2:
            raise reader.refuse(f"{each[:80]!r} is no inequality.")
        sides = [reader.read(side) for side in RELATION.split(each)]
        parts += [RELATIONS[sign](sides[place], sides[place + 1]) for place, sign in enumerate(signs)]
    unknown = _variable(wanted, reader)
    found = sympy.reduce_inequalities(parts, unknown)
    return _answer(
        [{"name": str(unknown), "text": str(found), "latex": sympy.latex(found), "approximate": None}],
        [f"Solve {part}" for part in parts],
    )


def _ode(wanted: dict[str, Any]) -> dict[str, Any]:
    if len(wanted["expressions"]) != 1:
        raise InvalidInput.of("expressions", "Expected one differential equation.")
    text = wanted["expressions"][0]
    used = {(name, variable) for name, _, variable in PRIMES.findall(text)}
    if len(used) != 1:
        raise InvalidInput.of("expressions", "Write the equation with one function, such as f'(x) = f(x).")
    [(name, variable)] = used
    symbol = sympy.Symbol(variable)
    function = sympy.Function(name)(symbol)
    functions = {f"{name}_{count}": _derivative(function, symbol, count) for count in range(4)}
    prepared = PRIMES.sub(lambda found: f"{found[1]}_{len(found[2])}({found[3]})", text)
    reader = Reader("expressions", functions=functions)
    reader.symbols[variable] = symbol
    sides = [reader.read(side) for side in prepared.split("=")]
    equation = sympy.Eq(sides[0], sides[1] if len(sides) > 1 else 0)
    kinds = sympy.classify_ode(equation, function)
    solution = sympy.dsolve(equation, function)
    solutions = solution if isinstance(solution, list) else [solution]
    verified = all(sympy.checkodesol(equation, each, function)[0] for each in solutions)
    results = [
        {"name": name, "text": f"{each.lhs} = {each.rhs}", "latex": sympy.latex(each), "approximate": None}
        for each in solutions
    ]
    return _answer(results, [f"Method: {kinds[0]}", "The solution was put back into the equation."], verified=verified)


def _derivative(function: Any, symbol: Any, count: int) -> Callable[[Any], Any]:
    """What stands for the function's derivative of that order in the text."""
    return lambda _value: function.diff(symbol, count) if count else function


def _one(wanted: dict[str, Any]) -> tuple[Any, Reader]:
    if len(wanted["expressions"]) != 1:
        raise InvalidInput.of("expressions", "Expected one expression.")
    reader = Reader("expressions")
    return reader.read(wanted["expressions"][0]), reader


def _derive(wanted: dict[str, Any]) -> dict[str, Any]:
    expression, reader = _one(wanted)
    variable = _variable(wanted, reader)
    steps = []
    for count in range(wanted["order"]):
        expression = sympy.diff(expression, variable)
        steps.append(f"Derivative {count + 1}: {expression}")
    return _answer([sympy.simplify(expression)], steps)


def _integrate(wanted: dict[str, Any]) -> dict[str, Any]:
    expression, reader = _one(wanted)
    variable = _variable(wanted, reader)
    if ("lower" in wanted) != ("upper" in wanted):
        raise InvalidInput.of("upper" if "lower" in wanted else "lower", "Give both bounds or none.")
    whole = sympy.integrate(expression, variable)
    if "lower" in wanted:
        low, high = (Reader(name).read(wanted[name]) for name in ("lower", "upper"))
        value = sympy.integrate(expression, (variable, low, high))
        if value.has(sympy.Integral):
            return _answer([sympy.N(value, 15)], ["No closed form was found: numeric quadrature."], is_numeric=True)
        return _answer([sympy.simplify(value)], [f"Antiderivative: {whole}", f"From {low} to {high}."])
    if whole.has(sympy.Integral):
        raise InvalidInput.of("expressions", "No antiderivative in closed form was found. Give bounds for a number.")
    verified = _is_zero(sympy.diff(whole, variable) - expression)
    return _answer([whole], ["The derivative of the result was compared with the integrand."], verified=verified)


def _limit(wanted: dict[str, Any]) -> dict[str, Any]:
    expression, reader = _one(wanted)
    variable = _variable(wanted, reader)
    point = Reader("point").read(wanted["point"])
    sides = [sympy.limit(expression, variable, point, side) for side in "+-"] if point.is_finite else []
    steps = [f"From above: {sides[0]}, from below: {sides[1]}"] if sides else []
    if sides and sides[0] != sides[1]:
        raise InvalidInput.of("point", f"The limits differ: {sides[0]} from above, {sides[1]} from below.")
    return _answer([sides[0] if sides else sympy.limit(expression, variable, point)], steps)


def _series(wanted: dict[str, Any]) -> dict[str, Any]:
    expression, reader = _one(wanted)
    variable = _variable(wanted, reader)
    point = Reader("point").read(wanted["point"])
    return _answer([sympy.series(expression, variable, point, wanted["order"] + 1)], [f"Around {variable} = {point}."])


def _rewritten(function: Callable[[Any], Any]) -> Callable[[dict[str, Any]], dict[str, Any]]:
    def work(wanted: dict[str, Any]) -> dict[str, Any]:
        expression, _ = _one(wanted)
        result = function(expression)
        return _answer([result], [f"{expression} was rewritten."], verified=_is_zero(result - expression))

    return work


TASKS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "solve": _solve,
    "inequality": _inequality,
    "ode": _ode,
    "derive": _derive,
    "integrate": _integrate,
    "limit": _limit,
    "series": _series,
    "simplify": _rewritten(sympy.simplify),
    "factor": _rewritten(sympy.factor),
    "expand": _rewritten(sympy.expand),
}
