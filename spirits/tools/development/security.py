"""security_scanner: insecure patterns and leaked secrets in code."""

from typing import Any

from project.lib.errors import InvalidInput
from spirits.queries.workspace import files_of, read_file
from spirits.tools import Budget, Context, ToolResult, tool
from spirits.tools.errors import TooMuch
from spirits.tools.schema import arguments, choice, text

SUFFIXES = (
    ".py", ".js", ".mjs", ".cjs", ".ts", ".tsx", ".jsx", ".env", ".yml", ".yaml", ".json", ".toml", ".ini", ".cfg",
    ".conf", ".sh", ".txt", ".md", ".go", ".java", ".rb", ".php", ".tf", ".pem", ".key",
)  # fmt: skip
MOST_BYTES = 2_000_000

ARGUMENTS = arguments(
    code=text("The code.", most=300_000),
    file_name=text("Its name, which tells the language.", most=200, default="code.py"),
    path=text("Or a file or folder of the workspace.", most=500),
    least_severity=choice("Leave out what is less severe.", "low", "medium", "high", default="low"),
)


@tool(
    "security_scanner",
    "Finds insecure patterns (Python, JavaScript) and leaked secrets in code or the workspace, with line and remedy.",
    ARGUMENTS,
    returns={
        "type": "object",
        "properties": {
            "findings": {"type": "array"},
            "counts": {"type": "object"},
            "files": {"type": "integer"},
            "not_parsed": {"type": "array"},
        },
        "required": ["findings", "counts", "files", "not_parsed"],
    },
    budget=Budget(seconds=20, megabytes=512, results=200),
    example={"code": "import subprocess\nsubprocess.run('ls ' + name, shell=True)\n"},
)
def security_scanner(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """Each finding with file, line, severity, reason and remedy; secrets are shown masked."""
    if ("code" in arguments) == ("path" in arguments):
        raise InvalidInput.of("code", "Give either code or path.")
    files = _files(context, arguments["path"]) if "path" in arguments else {arguments["file_name"]: arguments["code"]}
    found = context.work("spirits.tools.development.security_work:scan", files, arguments["least_severity"])
    total = len(found["findings"])
    found["findings"] = found["findings"][: context.budget.results]
    data = {**found, "files": len(files), "total": total}
    first = "; ".join(f"{each['file']}:{each['line']} {each['problem']}" for each in found["findings"][:5])
    return ToolResult(
        data, f"{total} findings in {len(files)} files. {first}" if total else f"Nothing found in {len(files)} files."
    )


def _files(context: Context, path: str) -> dict[str, str]:
    rows = [each for each in files_of(context.user, below=path.strip("/")) if each.path.endswith(SUFFIXES)]
    if not rows:
        raise InvalidInput.of("path", "There is no source file at this path of the workspace.")
    if sum(each.size for each in rows) > MOST_BYTES:
        raise TooMuch(f"These files have more than {MOST_BYTES:,} bytes. Name a folder within.")
    return {each.path: read_file(context.user, each.path).decode("utf-8", "replace") for each in rows}
