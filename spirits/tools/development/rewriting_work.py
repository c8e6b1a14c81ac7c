"""Rewrites found in the syntax tree and made in the text, so that all else stays as it was written."""

import ast
import difflib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from project.lib.errors import InvalidInput

MOST_PASSES = 10
BUILTINS = frozenset(
    {
        "list",
        "set",
        "dict",
        "tuple",
        "sum",
        "any",
        "all",
        "min",
        "max",
        "sorted",
        "isinstance",
        "super",
        "bool",
        "object",
    }
)


@dataclass(frozen=True)
class Rewrite:
    """A node to be replaced by a text, and why."""

    node: ast.expr | ast.stmt
    new: str
    kind: str
    why: str


def optimize(code: str, name: str, kinds: list[str]) -> dict[str, Any]:
    """The code after all rewrites, the diff, and each change with its line in the code as it then was."""
    new, changes = code, []
    for _ in range(MOST_PASSES):
        tree = _parsed(new)
        found = [each for each in Finder(new, tree).found() if each.kind in kinds]
        chosen = _apart(found)
        if not chosen:
            break
        for each in sorted(chosen, key=lambda rewrite: (rewrite.node.lineno, rewrite.node.col_offset), reverse=True):
            before = ast.get_source_segment(new, each.node) or ""
            new = _replaced(new, each)
            changes.append(
                {"line": each.node.lineno, "kind": each.kind, "before": before, "after": each.new, "why": each.why}
            )
    _parsed(new)
    changes.sort(key=lambda each: int(str(each["line"])))
    lines = difflib.unified_diff(code.splitlines(True), new.splitlines(True), f"a/{name}", f"b/{name}")
    return {"code": new, "diff": "".join(lines), "changes": changes}


def _parsed(code: str) -> ast.Module:
    try:
        return ast.parse(code)
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        raise InvalidInput.of(
            "code", f"This is no Python{f' in line {line}' if line else ''}: {error.args[0]}."
        ) from error
    except RecursionError as error:
        raise InvalidInput.of("code", "This is nested too deeply.") from error


def _apart(found: list[Rewrite]) -> list[Rewrite]:
    """Those that lie in no other: the inner ones come in a later pass."""
    chosen: list[Rewrite] = []
    for each in sorted(found, key=lambda rewrite: (_start(rewrite.node), tuple(-at for at in _end(rewrite.node)))):
        if not chosen or _start(each.node) >= _end(chosen[-1].node):
            chosen.append(each)
    return chosen


def _start(node: ast.expr | ast.stmt) -> tuple[int, int]:
    return node.lineno, node.col_offset


def _end(node: ast.expr | ast.stmt) -> tuple[int, int]:
    return node.end_lineno or node.lineno, node.end_col_offset or node.col_offset


def _replaced(code: str, rewrite: Rewrite) -> str:
    """Columns of the tree count bytes of UTF-8."""
    lines = code.encode().splitlines(keepends=True)
    (first, start), (last, end) = _start(rewrite.node), _end(rewrite.node)
    head = b"".join(lines[: first - 1]) + lines[first - 1][:start]
    tail = lines[last - 1][end:] + b"".join(lines[last:])
    return (head + rewrite.new.encode() + tail).decode()


class Finder:
    """Looks for what can be rewritten in one tree."""

    def __init__(self, code: str, tree: ast.Module) -> None:
        self.code = code
        self.tree = tree
        self.shadowed = {each for each in _bound(tree) if each in BUILTINS}

    def found(self) -> Iterator[Rewrite]:
        """Every rewrite, leaving alone what holds a comment that would be lost."""
        rules: tuple[Callable[[Any], Iterator[Rewrite]], ...] = (
            self._calls, self._comparisons, self._isinstance, self._returns, self._classes,
        )  # fmt: skip
        for node in ast.walk(self.tree):
            for rule in rules:
                for rewrite in rule(node):
                    is_whole = isinstance(rewrite.node, ast.ClassDef)
                    if is_whole or "#" not in (ast.get_source_segment(self.code, rewrite.node) or ""):
                        yield rewrite

    def _text(self, node: ast.AST) -> str:
        return ast.get_source_segment(self.code, node) or ast.unparse(node)

    def _is_builtin(self, node: ast.expr, *names: str) -> bool:
        return isinstance(node, ast.Name) and node.id in names and node.id not in self.shadowed

    def _calls(self, node: ast.AST) -> Iterator[Rewrite]:
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id in self.shadowed:
            return
        name = node.func.id
        if len(node.args) == 1 and not node.keywords:
            yield from self._of_one(node, name, node.args[0])
        if name == "super" and len(node.args) == 2 and self._is_own_super(node):
            yield Rewrite(node, "super()", "modernisation", "super() finds the class and the object itself")
        if name in ("list", "dict", "tuple") and not node.args and not node.keywords:
            empty = {"list": "[]", "dict": "{}", "tuple": "()"}[name]
            yield Rewrite(node, empty, "performance", f"{empty} needs no look-up and no call")

    def _of_one(self, node: ast.Call, name: str, only: ast.expr) -> Iterator[Rewrite]:
        if isinstance(only, ast.ListComp) and not _awaits(only):
            inner = self._text(only)[1:-1].strip()
            if name in ("sum", "min", "max"):
                yield Rewrite(node, f"{name}({inner})", "performance", "a generator needs no list in memory")
            if name == "set":
                yield Rewrite(node, f"{{{inner}}}", "performance", "a set comprehension makes no list first")
            if name == "tuple":
                yield Rewrite(node, f"tuple({inner})", "performance", "a generator needs no second list")
        if isinstance(only, ast.GeneratorExp) and name in ("list", "set") and not _awaits(only):
            inner = self._text(only).strip()
            inner = inner[1:-1].strip() if inner.startswith("(") and inner.endswith(")") else inner
            opened = f"[{inner}]" if name == "list" else f"{{{inner}}}"
            yield Rewrite(node, opened, "simplification", f"a {name} comprehension says the same without a call")
        if isinstance(only, ast.List) and name == "set" and only.elts:
            yield Rewrite(
                node, f"{{{self._text(only)[1:-1].strip()}}}", "performance", "a set display makes no list first"
            )
        if isinstance(only, ast.Call) and not only.keywords and name in ("set", "sorted"):  # noqa: SIM102 - two questions
            if self._is_builtin(only.func, "list", "tuple") and len(only.args) == 1:
                short = f"{name}({self._text(only.args[0])})"
                yield Rewrite(node, short, "performance", f"{name} takes any iterable; the copy is not needed")

    def _is_own_super(self, call: ast.Call) -> bool:
        """Whether super's arguments are the class around it and the method's first argument."""
        for outer in ast.walk(self.tree):
            if not isinstance(outer, ast.ClassDef):
                continue
            for method in outer.body:
                if isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef) and method.args.args:
                    own = method.args.args[0].arg
                    is_inside = any(each is call for each in _walk_flat(method))
                    if is_inside and [ast.unparse(each) for each in call.args] == [outer.name, own]:
                        return True
        return False

    def _comparisons(self, node: ast.AST) -> Iterator[Rewrite]:
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not) and isinstance(node.operand, ast.Compare):
            inner = node.operand
            word = {ast.In: "not in", ast.Is: "is not"}.get(type(inner.ops[0])) if len(inner.ops) == 1 else None
            if word:
                new = f"{self._text(inner.left)} {word} {self._text(inner.comparators[0])}"
                is_whole = self._text(node).startswith("not (") or not self._text(node).endswith(")")
                new = new if is_whole or self._text(inner.comparators[0]).endswith(")") else f"({new})"
                yield Rewrite(node, new, "simplification", f"“{word}” reads as one")
        if isinstance(node, ast.Compare) and len(node.ops) == 1 and isinstance(node.ops[0], ast.In | ast.NotIn):
            right = node.comparators[0]
            if (
                isinstance(right, ast.List)
                and right.elts
                and all(isinstance(each, ast.Constant) for each in right.elts)
            ):
                comma = "," if len(right.elts) == 1 else ""
                inside = self._text(right)[1:-1].strip().rstrip(",")
                yield Rewrite(
                    right, f"({inside}{comma})", "performance", "a constant tuple is made once, a list each time"
                )

    def _isinstance(self, node: ast.AST) -> Iterator[Rewrite]:
        if not isinstance(node, ast.BoolOp) or not isinstance(node.op, ast.Or):
            return
        calls = [
            each for each in node.values if isinstance(each, ast.Call) and self._is_builtin(each.func, "isinstance")
        ]
        if len(calls) != len(node.values) or any(len(each.args) != 2 or each.keywords for each in calls):
            return
        subjects = {ast.unparse(each.args[0]) for each in calls}
        if len(subjects) == 1 and isinstance(calls[0].args[0], ast.Name):
            kinds = ", ".join(self._text(each.args[1]) for each in calls)
            yield Rewrite(
                node, f"isinstance({subjects.pop()}, ({kinds}))", "simplification", "isinstance takes several types"
            )

    def _returns(self, node: ast.AST) -> Iterator[Rewrite]:
        if not isinstance(node, ast.If) or len(node.body) != 1 or len(node.orelse) != 1 or "bool" in self.shadowed:
            return
        values = [each.value for each in (node.body[0], node.orelse[0]) if isinstance(each, ast.Return)]
        told = [each.value for each in values if isinstance(each, ast.Constant)]
        if told not in ([True, False], [False, True]) or any(type(each) is not bool for each in told):
            return
        if self.code.splitlines()[node.lineno - 1].lstrip().startswith("elif"):
            return
        test = self._text(node.test)
        test = f"({test})" if "\n" in test else test
        is_truth = (
            isinstance(node.test, ast.Compare)
            and len(node.test.ops) == 1
            and isinstance(node.test.ops[0], ast.Is | ast.IsNot | ast.In | ast.NotIn)
        )
        same = test if is_truth else f"bool({test})"
        new = f"return {same}" if told[0] else f"return not ({test})"
        yield Rewrite(node, new, "simplification", "the condition is the answer")

    def _classes(self, node: ast.AST) -> Iterator[Rewrite]:
        if isinstance(node, ast.ClassDef) and len(node.bases) == 1 and not node.keywords and not node.decorator_list:
            text = self._text(node)
            old = f"class {node.name}(object):"
            if self._is_builtin(node.bases[0], "object") and text.startswith(old):
                new = f"class {node.name}:{text[len(old) :]}"
                yield Rewrite(node, new, "modernisation", "every class has object as its base")


def _bound(tree: ast.Module) -> Iterator[str]:
    """Every name that the code itself gives a meaning to, anywhere."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.alias):
            if node.name == "*":
                yield from BUILTINS
            yield (node.asname or node.name).partition(".")[0]


def _awaits(node: ast.AST) -> bool:
    return any(isinstance(each, ast.Await | ast.Yield | ast.NamedExpr) for each in ast.walk(node)) or any(
        each.is_async for each in ast.walk(node) if isinstance(each, ast.comprehension)
    )


def _walk_flat(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes below, not entering functions and classes within."""
    for child in ast.iter_child_nodes(node):
        yield child
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            yield from _walk_flat(child)
