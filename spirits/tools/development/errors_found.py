"""error_analyzer: what an error report says: root frame, cause, probable remedies, same errors together."""

from typing import Any

from project.lib.errors import InvalidInput
from spirits.tools import Budget, Context, ToolResult, tool
from spirits.tools.schema import arguments, many, text

ARGUMENTS = arguments(
    required="log",
    log=text("A traceback, or a log with some: Python, JavaScript, Java or Go.", most=500_000),
    own_code=many(
        "Parts of paths or packages that are the person's own code, to find the frame that matters.",
        text("A part, such as 'myapp/' or 'com.example'.", most=200),
        most=20,
        default=[],
    ),
)


@tool(
    "error_analyzer",
    "Parses tracebacks and logs (Python, JavaScript, Java, Go): root frame, cause, probable fixes, repeated errors.",
    ARGUMENTS,
    returns={
        "type": "object",
        "properties": {"errors": {"type": "array"}, "total": {"type": "integer"}, "distinct": {"type": "integer"}},
        "required": ["errors", "total", "distinct"],
    },
    budget=Budget(seconds=10, megabytes=256, results=30),
    example={
        "log": 'Traceback (most recent call last):\n  File "app.py", line 3, in <module>\n    main()\n'
        "KeyError: 'name'\n"
    },
)
def error_analyzer(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """Each distinct error with how often and where it occurs, the most frequent first."""
    work = "spirits.tools.development.tracebacks_work:analyse"
    found = context.work(work, arguments["log"], arguments["own_code"])
    if not found:
        raise InvalidInput.of("log", "No Python, JavaScript, Java or Go error was found in this.")
    total = sum(each["occurrences"] for each in found)
    first = found[0]
    frame = first["root_frame"]
    place = f" at {frame['file']}:{frame['line']}" if frame else ""
    said = f"{total} errors, {len(found)} distinct. {first['type']}: {first['message'][:200]}{place}. {first['remedies'][0]}"
    data = {"errors": found[: context.budget.results], "total": total, "distinct": len(found)}
    return ToolResult(data, said)
