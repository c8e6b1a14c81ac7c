"""code_generator, test_runner and performance_profiler."""

import pytest

from project.lib.clock import now
from spirits.models import WorkspaceFile
from spirits.queries.workspace import read_file
from spirits.services.workspace import write_file, write_files
from spirits.tools.errors import ToolUnavailable
from spirits.tools.sandbox import sandbox_problem
from training.testing import make_model, make_provider

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
needs_sandbox = pytest.mark.skipif(bool(sandbox_problem()), reason="programs cannot be run here")


class TestGenerate:
    @needs_sandbox
    @pytest.mark.parametrize("kind", ["library", "cli", "web_api", "django_app", "test_suite"])
    def test_each_project_passes_its_own_tests_and_the_linter(self, use, kind):
        made = use("code_generator", folder="made", kind=kind, name="Price list", description='Adds "prices" up.').data
        assert (made["problems"], made["lint"], made["is_linted"]) == ([], [], True)
        tests = use("test_runner", folder="made").data
        assert (tests["failed"], tests["errors"], tests["passed"] >= 2) == (0, 0, True)

    def test_a_model_writes_files_to_a_brief(self, use, alice):
        answer = "add.py\n\n```python\ndef add(a, b):\n    return a + b\n```\n\ntests/test_add.py\n\n```python\nfrom add import add\n\n\ndef test_add():\n    assert add(1, 2) == 3\n```"  # fmt: skip
        make_model(make_provider(kind="scripted"), f"[[say {answer}]]")
        made = use("code_generator", folder="sums", brief="Add two numbers.").data
        assert [each["path"] for each in made["files"]] == ["sums/add.py", "sums/tests/test_add.py"]
        assert read_file(alice, "sums/add.py") == b"def add(a, b):\n    return a + b\n"

    def test_what_does_not_parse_is_not_written(self, use):
        make_model(make_provider(kind="scripted"), "[[say a.py\n\n```python\ndef broken(:\n```]]")
        assert use.refused("code_generator", folder="x", brief="Anything.") == "model_answer_unusable"
        assert not WorkspaceFile.objects.exists()

    @pytest.mark.parametrize(
        ("given", "field"),
        [({"folder": "x"}, "kind"), ({"folder": "x", "kind": "cli", "brief": "y"}, "kind"), ({"folder": "x", "kind": "cli"}, "name"),
         ({"folder": "x", "kind": "cli", "name": "123"}, "name"), ({"folder": "../x", "kind": "cli", "name": "a b"}, "path")],
    )  # fmt: skip
    def test_bad_calls_name_their_argument_and_write_nothing(self, use, given, field):
        assert list(use.refused("code_generator", **given)) == [field]
        assert not WorkspaceFile.objects.exists()

    def test_without_a_model_a_brief_says_how_to_connect_one(self, use):
        assert use.refused("code_generator", folder="x", brief="Anything.") == "tool_unavailable"


TESTS = b"""
import unittest
import pytest

def test_good(): assert 1 + 1 == 2
def test_bad(): assert 1 + 1 == 3
def test_crash(fixture_that_is_not_there): pass
@pytest.mark.skip(reason="later")
def test_later(): pass
class TestOld(unittest.TestCase):
    def test_old(self): self.assertEqual(2, 2)
"""


class TestRun:
    @needs_sandbox
    def test_each_test_has_its_result(self, use, alice):
        write_file(user=alice, path="app/test_all.py", content=TESTS, now=now())
        data = use("test_runner", folder="app").data
        assert (data["passed"], data["failed"], data["errors"], data["skipped"]) == (2, 1, 1, 1)
        assert "assert" in next(each["message"] for each in data["tests"] if each["name"].endswith("test_bad"))
        assert use("test_runner", folder="app", select="good").data["passed"] == 1

    @needs_sandbox
    def test_what_cannot_be_run_is_told(self, use, alice):
        write_file(user=alice, path="none/app.py", content=b"x = 1", now=now())
        assert list(use.refused("test_runner", folder="none")) == ["folder"]

    @needs_sandbox
    def test_tests_that_never_end_are_ended(self, use, alice):
        write_file(user=alice, path="slow/test_a.py", content=b"def test_a():\n    while True: pass\n", now=now())
        assert use.at(5).refused("test_runner", folder="slow") == "tool_out_of_time"

    def test_rows_are_checked_against_schema_and_expectation(self, use):
        rows = [{"age": 41}, {"age": -1}, {"age": "x"}]
        data = use("test_runner", rows=rows, schema={"properties": {"age": {"type": "integer", "minimum": 0}}}).data
        assert {each["name"]: each["state"] for each in data["tests"]} == {
            "row 0": "passed",
            "row 1": "failed",
            "row 2": "failed",
        }
        told = use("test_runner", rows=[{"a": 1, "b": 2}], expected=[{"a": 1, "b": 3}]).data
        assert told["tests"][0]["message"] == "b: 2, expected 3"

    @pytest.mark.parametrize(
        ("given", "field"),
        [({}, "folder"), ({"folder": "x", "rows": [1]}, "folder"), ({"rows": [1]}, "schema"), ({"folder": "absent"}, "folder"),
         ({"rows": [1], "schema": {"type": "nonsense"}}, "schema"), ({"rows": [1], "expected": [1, 2]}, "expected"),
         ({"folder": "x", "select": "$(rm)"}, "select")],
    )  # fmt: skip
    def test_bad_calls_name_their_argument(self, use, given, field):
        assert list(use.refused("test_runner", **given)) == [field]


PROGRAM = """
import sys

def slow(n):
    return sum(i * i for i in range(n))

def quick():
    return 1

for _ in range(30):
    slow(20_000)
quick()
data = [0] * 500_000
print(sys.stdin.read(), sys.argv[1])
"""
COSTLY = "def f(rows):\n    out = ''\n    for a in rows:\n        for b in rows:\n            if b in [1, 2]:\n                out += 'x'\n    return out\n\ndef fib(n):\n    return fib(n - 1) + fib(n - 2) if n > 1 else n\n"  # fmt: skip


class TestProfile:
    @needs_sandbox
    def test_the_hot_function_comes_first_and_memory_is_told(self, use):
        data = use("performance_profiler", code=PROGRAM, stdin="hello", arguments=["there"]).data
        assert data["mode"] == "run"
        hot = next(row for row in data["functions"] if row["function"] == "slow")
        assert hot["calls"] == 30
        own = [row["function"] for row in data["functions"] if row["file"] == "program.py"]
        assert own[0] in {"slow", "<genexpr>"}
        assert data["peak_bytes"] > 4_000_000
        assert data["output"].startswith("hello there")

    @needs_sandbox
    def test_a_program_that_fails_says_why(self, use):
        assert "ZeroDivisionError" in use.refused("performance_profiler", code="1 / 0")["code"][0]

    @needs_sandbox
    def test_a_program_that_never_ends_is_ended(self, use):
        assert use.at(8).refused("performance_profiler", code="while True: pass") == "tool_out_of_time"

    def test_without_running_it_tells_hot_spots_by_shape(self, use):
        data = use("performance_profiler", code=COSTLY, mode="static").data
        first = data["functions"][0]
        assert (first["function"], first["loop_depth"], first["complexity"]) == ("f", 2, 4)
        assert any("set is faster" in remark for remark in first["remarks"])
        assert any("calls itself 2 times" in remark for each in data["functions"] for remark in each["remarks"])

    def test_where_nothing_can_be_run_it_says_so(self, use, monkeypatch):
        def closed(*_args, **_kwargs):
            raise ToolUnavailable("Programs cannot be run here.")

        monkeypatch.setattr("spirits.tools.development.profiler.run_program", closed)
        data = use("performance_profiler", code="x = 1").data
        assert (data["mode"], "cannot be run" in data["why_static"]) == ("static", True)

    @pytest.mark.parametrize(
        ("given", "field"), [({}, "code"), ({"code": "x", "path": "y"}, "code"), ({"code": "def (:"}, "code"), ({"code": "x", "top": 0}, "top")]
    )  # fmt: skip
    def test_bad_calls_name_their_argument(self, use, given, field):
        assert list(use.refused("performance_profiler", **given)) == [field]


def test_a_file_of_somebody_else_is_not_read(use, bob):
    write_files(user=bob, contents={"app.py": b"x = 1"}, now=now())
    assert list(use.refused("performance_profiler", path="app.py")) == ["path"]
