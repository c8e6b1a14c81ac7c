"""Where code is likely to be slow, told from its shape alone."""

import ast
from typing import Any

from project.lib.errors import InvalidInput

LOOPS = (ast.For, ast.AsyncFor, ast.While)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
BRANCHES = (ast.If, ast.IfExp, ast.ExceptHandler, ast.Assert, ast.match_case, *LOOPS)


def hot_spots(code: str) -> list[dict[str, Any]]:
    """Each function with its loop nesting, its cyclomatic number (McCabe 1976) and what looks costly, worst first."""
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError) as error:
        raise InvalidInput.of("code", f"This does not parse: {str(error)[:150]}") from error
    functions = [each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)]
    found = [_judged(each.name, each.lineno, each) for each in functions]
    found.append(_judged("<module>", 1, tree))
    return sorted(found, key=lambda each: (-each["loop_depth"], -each["complexity"], each["line"]))


def _judged(name: str, line: int, node: ast.AST) -> dict[str, Any]:
    own = list(_own(node))
    branches = sum(isinstance(each, BRANCHES) for each in own)
    operators = sum(len(each.values) - 1 for each in own if isinstance(each, ast.BoolOp))
    return {
        "function": name, "line": line, "loop_depth": _depth(node), "complexity": 1 + branches + operators,
        "remarks": sorted(set(_remarks(name, node))),
    }  # fmt: skip


def _own(node: ast.AST) -> list[ast.AST]:
    """The nodes of a function without those of functions within it."""
    found: list[ast.AST] = []
    waiting = list(ast.iter_child_nodes(node))
    while waiting:
        each = waiting.pop()
        found.append(each)
        if not isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            waiting += ast.iter_child_nodes(each)
    return found


def _depth(node: ast.AST) -> int:
    best = 0
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        own = len(child.generators) if isinstance(child, COMPREHENSIONS) else int(isinstance(child, LOOPS))
        best = max(best, own + _depth(child))
    return best


def _remarks(name: str, node: ast.AST) -> list[str]:
    remarks = []
    for loop in (each for each in _own(node) if isinstance(each, LOOPS)):
        for each in ast.walk(loop):
            if isinstance(each, ast.Compare) and any(isinstance(op, ast.In | ast.NotIn) for op in each.ops):
                if isinstance(each.comparators[0], ast.List):
                    remarks.append(f"line {each.lineno}: looks something up in a list in a loop; a set is faster")
            elif (
                isinstance(each, ast.AugAssign)
                and isinstance(each.op, ast.Add)
                and isinstance(each.value, ast.Constant | ast.JoinedStr)
            ):
                if isinstance(getattr(each.value, "value", ""), str):
                    remarks.append(f"line {each.lineno}: adds to a text in a loop; join a list instead")
            elif isinstance(each, ast.Call) and isinstance(each.func, ast.Attribute) and each.func.attr == "insert" and each.args and isinstance(each.args[0], ast.Constant) and each.args[0].value == 0:  # fmt: skip
                remarks.append(f"line {each.lineno}: inserts at the front of a list in a loop; a deque is faster")
            elif isinstance(each, ast.Call) and isinstance(each.func, ast.Name) and each.func.id == "sorted":
                remarks.append(f"line {each.lineno}: sorts in a loop")
    calls = [
        each
        for each in _own(node)
        if isinstance(each, ast.Call) and isinstance(each.func, ast.Name) and each.func.id == name
    ]
    if len(calls) > 1:
        remarks.append(f"line {calls[0].lineno}: calls itself {len(calls)} times; the work may double at each level")
    return remarks
