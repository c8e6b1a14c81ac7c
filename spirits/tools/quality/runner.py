"""test_runner: runs a workspace's tests in the sandbox, or checks data; every test with its result."""

from typing import Any

from project.lib.errors import InvalidInput
from spirits.blobs import read_blob
from spirits.queries.workspace import files_of
from spirits.rules.workspace_paths import clean_path
from spirits.tools import Budget, Context, ToolResult, tool
from spirits.tools.errors import OutOfTime, TooMuch
from spirits.tools.sandbox import run_program
from spirits.tools.schema import arguments, many, text

WORK = "spirits.tools.quality.running_work"
REPORT = "daimon-report.xml"
NO_TESTS = 5
# pytest alone, whatever plugins happen to be installed beside it; what it does is the same everywhere.
RUN = (
    "import os, sys; os.environ['PYTEST_DISABLE_PLUGIN_AUTOLOAD'] = '1'; sys.path.insert(0, ''); "
    "import pytest; sys.exit(pytest.main(sys.argv[1:]))"
)
ANY = {"description": "A row."}


@tool(
    "test_runner",
    "Runs a Python workspace's tests (pytest or unittest) in the sandbox, or checks rows against a schema or expected rows.",
    arguments(
        folder=text("Folder of the workspace whose tests are run.", most=500),
        select=text("Run only tests whose names match this pytest -k expression.", most=200, pattern=r"^[\w .()\[\]-]+$"),
        rows=many("Instead of a folder: rows to check.", ANY, most=10_000),
        schema={"type": "object", "description": "JSON Schema that every row has to fit."},
        expected=many("What the rows should be, in order.", ANY, most=10_000),
    ),
    returns={
        "type": "object",
        "properties": {
            "passed": {"type": "integer"}, "failed": {"type": "integer"}, "errors": {"type": "integer"}, "skipped": {"type": "integer"},
            "seconds": {"type": "number"}, "tests": {"type": "array"}, "output": {"type": "string"},
        },
        "required": ["passed", "failed", "errors", "skipped", "tests"],
    },
    budget=Budget(seconds=120, megabytes=512, bytes=20_000_000, results=500),
    needs=("the sandbox, for code",),
    example={"rows": [{"name": "Ann", "age": 41}, {"name": "Bob", "age": -1}], "schema": {"properties": {"age": {"minimum": 0}}}},
)  # fmt: skip
def test_runner(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """Every test with its result; failing tests are a result, not an error of the tool."""
    if ("folder" in arguments) == ("rows" in arguments):
        raise InvalidInput.of("folder", "Give a folder with tests or rows to check, one of them.")
    if "rows" in arguments:
        if not {"schema", "expected"} & arguments.keys():
            raise InvalidInput.of("schema", "Give a schema, expected rows, or both.")
        checks = context.work(
            f"{WORK}:check_data", arguments["rows"], arguments.get("schema"), arguments.get("expected")
        )
        return _told(context, checks, 0.0, "")
    return _run(context, arguments)


def _run(context: Context, given: dict[str, Any]) -> ToolResult:
    folder = clean_path(given["folder"])
    rows = list(files_of(context.user, below=folder))
    if not rows:
        raise InvalidInput.of("folder", "There is no such folder in your workspace.")
    if sum(row.size for row in rows) > context.budget.bytes:
        raise TooMuch(f"The folder has more than {context.budget.bytes:,} bytes.")
    files = {row.path.removeprefix(f"{folder}/"): read_blob(context.user.pk, row.sha256) for row in rows}
    command = ["python", "-c", RUN, "-q", "-p", "no:cacheprovider", f"--junitxml={REPORT}", "--rootdir=."]
    command += ["-k", given["select"]] if "select" in given else []
    result = run_program(
        files, command, seconds=context.seconds_left() - 2, megabytes=context.budget.megabytes, cancel=context.cancel
    )
    if result.reason == "time":
        raise OutOfTime("The tests took longer than they may, and were ended.")
    tests = context.work(f"{WORK}:read_report", result.files.get(REPORT, b""))
    if not tests and result.exit_code == NO_TESTS:
        raise InvalidInput.of("folder", "No tests were found there. Name files test_*.py.")
    if not tests:
        raise InvalidInput.of("folder", f"The tests could not be run: {(result.stderr or result.stdout)[-600:]}")
    return _told(context, tests, result.seconds, result.stdout[-4_000:])


def _told(context: Context, tests: list[dict[str, Any]], seconds: float, output: str) -> ToolResult:
    counts = {
        state: sum(test["state"] == state for test in tests) for state in ("passed", "failed", "error", "skipped")
    }
    worst_first = sorted(tests, key=lambda test: test["state"] == "passed")
    data = {
        "passed": counts["passed"], "failed": counts["failed"], "errors": counts["error"], "skipped": counts["skipped"],
        "seconds": round(seconds, 2), "tests": worst_first[: context.budget.results], "output": output,
    }  # fmt: skip
    lines = [f"{test['state']}: {test['name']}: {test['message'][:200]}" for test in worst_first if test["state"] in ("failed", "error")]  # fmt: skip
    summary = (
        f"{counts['passed']} passed, {counts['failed']} failed, {counts['error']} errors, {counts['skipped']} skipped."
    )
    return ToolResult(data, "\n".join([summary, *lines[:20]]))
