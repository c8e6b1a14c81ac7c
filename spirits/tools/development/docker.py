"""docker_tool: writes and lints Dockerfiles and compose files. Building needs an engine, which it does not talk to yet."""

from typing import Any

from spirits.services.workspace import write_file
from spirits.tools import Budget, Context, Effect, NewArtifact, ToolResult, tool
from spirits.tools.errors import ToolUnavailable
from spirits.tools.schema import arguments, choice, integer, many, text

NO_ENGINE = (
    "Images are not built here: no container engine is connected to this installation. "
    "Take the written Dockerfile to a machine with one, and run: docker build ."
)


@tool(
    "docker_tool",
    "Writes a Dockerfile for Python, Node, Go or a static site, and lints Dockerfiles and compose files.",
    arguments(
        required="action",
        action=choice("What to do.", "write", "lint_dockerfile", "lint_compose", "build"),
        language=choice("To write: what the program is made of.", "python", "node", "go", "static"),
        version=text("To write: the language's version.", most=20, pattern=r"^[0-9][0-9.]*$"),
        command=many("To write: the program and its arguments.", text("A word.", most=200), most=20),
        port=integer("To write: the port it listens on.", 1, 65_535),
        content=text("To lint: the file.", most=100_000),
        save_as=text("Where to write it in the workspace, too.", most=500),
    ),
    returns={
        "type": "object",
        "properties": {"content": {"type": "string"}, "findings": {"type": "array"}},
        "required": ["content", "findings"],
    },
    effect=Effect.WORKSPACE,
    budget=Budget(seconds=8, megabytes=128, bytes=1_000_000, results=200),
    needs=("a container engine, for building only",),
    example={
        "action": "write",
        "language": "python",
        "version": "3.12",
        "command": ["python", "-m", "shop"],
        "port": 8000,
    },
)
def docker_tool(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """The file, and what is to be said about it."""
    if arguments["action"] == "build":
        raise ToolUnavailable(NO_ENGINE)
    found = context.work("spirits.tools.development.docker_work:do", arguments)
    found["findings"] = found["findings"][: context.budget.results]
    lines = [
        f"line {each['line']}: {each['rule']} ({each['severity']}): {each['remedy']}" for each in found["findings"]
    ]
    if arguments["action"] != "write":
        return ToolResult(found, "\n".join(lines) or "Nothing to find fault with.")
    content = found["content"].encode()
    if "save_as" in arguments:
        write_file(
            user=context.user, path=arguments["save_as"], content=content, now=context.now, call_id=context.call_id
        )
    return ToolResult(found, found["content"], (NewArtifact("Dockerfile", "text/plain", content),))
