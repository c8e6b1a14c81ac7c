"""code_optimizer."""

import pytest


def optimized(calc, code, **more):
    return calc("code_optimizer", code=code, **more).data["code"]


@pytest.mark.parametrize(
    ("code", "better"),
    [
        ("total = sum([x * x for x in xs])  # all\n", "total = sum(x * x for x in xs)  # all\n"),
        ("a = set([x for x in xs])", "a = {x for x in xs}"),
        ("a = set([1, 2])", "a = {1, 2}"),
        ("a = list(x for x in xs)", "a = [x for x in xs]"),
        ("a = dict()", "a = {}"),
        ("a = sorted(list(xs))", "a = sorted(xs)"),
        ("if not a in b: pass", "if a not in b: pass"),
        ("if not (a is b): pass", "if a is not b: pass"),
        ("if a in ['ä', 'b']: pass", "if a in ('ä', 'b'): pass"),
        ("ok = isinstance(a, int) or isinstance(a, str)", "ok = isinstance(a, (int, str))"),
        (
            "def f(a):\n    if a > 1:\n        return True\n    else:\n        return False\n",
            "def f(a):\n    return bool(a > 1)\n",
        ),
        ("class A(object):\n    x = 1\n", "class A:\n    x = 1\n"),
        (
            "class A(B):\n    def f(self):\n        super(A, self).f()\n",
            "class A(B):\n    def f(self):\n        super().f()\n",
        ),
        ("é = sum([len(set([y for y in x])) for x in xs])", "é = sum(len({y for y in x}) for x in xs)"),
    ],
)
def test_code_is_rewritten(calc, code, better):
    assert optimized(calc, code) == better


@pytest.mark.parametrize(
    "code",
    [
        "def set(x): ...\na = set([1, 2])",
        "from mine import *\na = dict()",
        "a = sum([  # every one\n    x for x in xs\n])",
        "class A(B):\n    def f(self):\n        super(B, self).f()\n",
        "a = any([f(x) for x in xs])",
        "x = not a < b < c",
        "async def f():\n    return sum([await g(x) for x in xs])",
        "if a:\n    return_ = True\nelse:\n    return_ = False",
        "ok = isinstance(f(), int) or isinstance(f(), str)",
    ],
)
def test_what_might_change_its_meaning_is_left(calc, code):
    assert optimized(calc, code) == code


def test_results_stay_the_same_when_run(calc):
    code = "def f(xs):\n    if not 3 in xs:\n        return list(x + 1 for x in xs)\n    return sum([x for x in xs if x in [1, 3]])\n"
    new = optimized(calc, code)
    assert new != code
    old_names, new_names = {}, {}
    exec(code, old_names)  # noqa: S102 - the test's own code
    exec(new, new_names)  # noqa: S102
    for xs in ([], [1, 2], [1, 2, 3]):
        assert old_names["f"](xs) == new_names["f"](xs)


def test_a_diff_and_the_reasons_come_along(calc):
    made = calc("code_optimizer", code="import os\na = dict()\n", file_name="a.py")
    assert made.data["changes"][0]["line"] == 2
    assert "--- a/a.py\n+++ b/a.py\n" in made.data["diff"]
    assert "-a = dict()\n+a = {}\n" in made.artifacts[0].content.decode()
    assert optimized(calc, "a = dict()", kinds=["modernisation"]) == "a = dict()"


@pytest.mark.parametrize(
    ("given", "field"),
    [({"code": "def ("}, "code"), ({"code": ""}, "code"), ({"code": "x", "kinds": ["magic"]}, "kinds.0")],
)
def test_bad_code_is_named(calc, given, field):
    assert list(calc.refused("code_optimizer", **given)) == [field]
