"""performance_profiler: runs a program in the sandbox under a profiler; without one it tells hot spots from the code's shape."""

import json
from typing import Any

from project.lib.errors import InvalidInput
from spirits.queries.workspace import read_file
from spirits.tools import Budget, Context, ToolResult, tool
from spirits.tools.errors import OutOfMemory, OutOfTime, ToolUnavailable
from spirits.tools.sandbox import run_program
from spirits.tools.schema import arguments, choice, integer, many, text

WORK = "spirits.tools.development.profiling_work"
PROGRAM, REPORT = "program.py", "daimon-profile.json"
# Runs in the sandbox: the program once under cProfile for calls and times, once under tracemalloc for memory.
DRIVER = """
import cProfile, io, json, pstats, runpy, sys, tracemalloc
sys.argv = ["program.py", *sys.argv[1:]]
given = sys.stdin.buffer.read()
def run():
    sys.stdin = io.TextIOWrapper(io.BytesIO(given))
    try:
        runpy.run_path("program.py", run_name="__main__")
    except SystemExit:
        pass
profile = cProfile.Profile()
problem = ""
try:
    profile.runcall(run)
except BaseException as error:
    problem = f"{type(error).__name__}: {error}"[:500]
stats = pstats.Stats(profile).stats
rows = [
    {"function": name, "file": file.rpartition("/")[2], "line": line, "calls": calls, "own_seconds": own, "total_seconds": total}
    for (file, line, name), (_, calls, own, total, _) in stats.items() if "daimon-driver" not in file and file != "~" or own > 0.001
]
rows.sort(key=lambda row: -row["own_seconds"])
peak, places = 0, []
if not problem:
    tracemalloc.start()
    out, sys.stdout = sys.stdout, io.StringIO()
    try:
        run()
        peak = tracemalloc.get_traced_memory()[1]
        places = [
            {"line": each.traceback[0].lineno, "bytes": each.size}
            for each in tracemalloc.take_snapshot().statistics("lineno")[:50] if each.traceback[0].filename.endswith("program.py")
        ]
    except BaseException:
        pass
    sys.stdout = out
with open("daimon-profile.json", "w") as file:
    json.dump({"rows": rows[:200], "problem": problem, "peak_bytes": peak, "places": places}, file)
"""


@tool(
    "performance_profiler",
    "Profiles a Python program in the sandbox: hot functions, calls, memory; or finds hot spots without running it.",
    arguments(
        code=text("The program.", most=200_000),
        path=text("Or its path in the workspace.", most=500),
        mode=choice("Whether to run it.", "run", "static", default="run"),
        arguments=many("Its command-line arguments.", text("An argument.", most=1_000, least=0), most=50),
        stdin=text("What it reads.", most=1_000_000, least=0, default=""),
        top=integer("How many functions to tell.", 1, 100, default=15),
    ),
    returns={
        "type": "object",
        "properties": {
            "mode": {"type": "string"}, "seconds": {"type": "number"}, "peak_bytes": {"type": "integer"},
            "functions": {"type": "array"}, "memory": {"type": "array"}, "output": {"type": "string"}, "why_static": {"type": "string"},
        },
        "required": ["mode", "functions"],
    },
    budget=Budget(seconds=60, megabytes=512, results=100),
    needs=("the sandbox, to run the program",),
    example={"code": "def slow(n):\n    return sum(i * i for i in range(n))\n\nfor _ in range(20):\n    slow(1000)\n", "mode": "static"},
)  # fmt: skip
def performance_profiler(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """The hot functions, most time first; or the hot spots by shape, which says that nothing was run."""
    code = _code(context, arguments)
    spots = context.work(f"{WORK}:hot_spots", code)
    if arguments["mode"] == "static":
        return _static(context, spots, arguments, "You asked for it not to be run.")
    try:
        return _profiled(context, code, arguments)
    except ToolUnavailable as error:
        return _static(context, spots, arguments, f"The program was not run: {error.message}")


def _code(context: Context, given: dict[str, Any]) -> str:
    if ("code" in given) == ("path" in given):
        raise InvalidInput.of("code", "Give the program or its path, one of them.")
    if "code" in given:
        return str(given["code"])
    try:
        return read_file(context.user, given["path"]).decode()
    except UnicodeDecodeError as error:
        raise InvalidInput.of("path", "This is no text file.") from error


def _profiled(context: Context, code: str, given: dict[str, Any]) -> ToolResult:
    result = run_program(
        {PROGRAM: code.encode(), "daimon-driver.py": DRIVER.encode()},
        ["python", "daimon-driver.py", *given.get("arguments", [])],
        seconds=context.seconds_left() - 2,
        megabytes=context.budget.megabytes,
        stdin=given["stdin"].encode(),
        cancel=context.cancel,
    )
    if result.reason == "time":
        raise OutOfTime("The program ran longer than it may, and was ended.")
    if result.reason == "memory":
        raise OutOfMemory("The program needed more memory than it may use, and was ended.")
    try:
        report = json.loads(result.files.get(REPORT, b""))
        rows = [row for row in report["rows"] if row["file"] != "daimon-driver.py"]
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidInput.of("code", f"The program ended itself: {(result.stderr or result.stdout)[-300:]}") from error
    if report["problem"]:
        raise InvalidInput.of("code", f"The program failed: {report['problem']}")
    top = rows[: min(given["top"], context.budget.results)]
    for row in top:
        row["own_seconds"], row["total_seconds"] = round(row["own_seconds"], 6), round(row["total_seconds"], 6)
    data = {
        "mode": "run", "seconds": round(sum(row["own_seconds"] for row in rows), 6), "peak_bytes": report["peak_bytes"],
        "functions": top, "memory": report["places"][: given["top"]], "output": result.stdout[:2_000],
    }  # fmt: skip
    lines = [
        f"{row['own_seconds']:.4f} s own, {row['calls']} calls: {row['function']} (line {row['line']})" for row in top
    ]
    return ToolResult(data, "\n".join([*lines, f"At most {report['peak_bytes']:,} bytes at once."]))


def _static(context: Context, spots: list[dict[str, Any]], given: dict[str, Any], why: str) -> ToolResult:
    top = spots[: min(given["top"], context.budget.results)]
    lines = [
        f"{spot['function']} (line {spot['line']}): loops {spot['loop_depth']} deep, complexity {spot['complexity']}"
        + "".join(f"; {remark}" for remark in spot["remarks"])
        for spot in top
    ]
    return ToolResult({"mode": "static", "functions": top, "why_static": why}, "\n".join([why, *lines]))
