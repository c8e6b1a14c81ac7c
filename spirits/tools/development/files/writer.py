"""file_writer: makes and changes files of the workspace."""

from typing import Any

from project.lib.errors import InvalidInput
from spirits.queries.workspace import get_file, read_file, versions_of_file
from spirits.rules.workspace_paths import clean_path
from spirits.services.workspace import undo_change, write_file
from spirits.tools import Budget, Context, Effect, ToolResult, tool
from spirits.tools.schema import arguments, choice, integer, text

MOST_SHOWN = 20_000


@tool(
    "file_writer",
    "Creates, overwrites, appends to, patches, reads and undoes changes of text files in the person's workspace.",
    arguments(
        required="action path",
        action=choice("What to do.", "create", "write", "append", "patch", "read", "history", "undo"),
        path=text("Path in the workspace, such as 'notes/todo.md'.", most=500),
        content=text("The text; in a patch the text that comes instead.", least=0, most=1_000_000),
        find=text("In a patch: the text to replace, exactly as it stands in the file.", most=100_000),
        occurrences=integer("In a patch: how often 'find' must occur.", 1, 1_000, default=1),
    ),
    returns={
        "type": "object",
        "properties": {"path": {"type": "string"}, "version": {"type": "integer"}, "size": {"type": "integer"}},
        "required": ["path", "version", "size"],
    },
    effect=Effect.WORKSPACE,
    budget=Budget(seconds=10, bytes=8_000_000, results=100),
    example={"action": "create", "path": "notes/todo.md", "content": "# To do\n\n- Call Ada\n"},
)
def file_writer(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """The file as it is afterwards."""
    action = arguments["action"]
    arguments = {**arguments, "path": clean_path(arguments["path"])}
    if action in {"create", "write", "append", "patch"} and "content" not in arguments:
        raise InvalidInput.of("content", f"To {action} a file, say what.")
    if action == "read":
        return _read(context, arguments["path"])
    if action == "history":
        return _history(context, arguments["path"])
    if action == "undo":
        file = undo_change(user=context.user, path=arguments["path"], now=context.now, call_id=context.call_id)
    else:
        content = _content(context, arguments)
        file = write_file(
            user=context.user,
            path=arguments["path"],
            content=content,
            now=context.now,
            call_id=context.call_id,
            is_new=action == "create",
        )
    done = {
        "create": "Created",
        "write": "Wrote",
        "append": "Appended to",
        "patch": "Patched",
        "undo": "Undid a change of",
    }
    data = {"path": file.path, "version": file.version, "size": file.size}
    return ToolResult(data, f"{done[action]} {file.path} ({file.size:,} bytes, version {file.version}).")


def _content(context: Context, arguments: dict[str, Any]) -> bytes:
    new: str = arguments["content"]
    if arguments["action"] in {"create", "write"}:
        return new.encode()
    before = _text(context, arguments["path"])
    if arguments["action"] == "append":
        return (before + new).encode()
    if "find" not in arguments:
        raise InvalidInput.of("find", "A patch needs the text to replace.")
    found = before.count(arguments["find"])
    if found != arguments["occurrences"]:
        raise InvalidInput.of("find", f"This text occurs {found} times in the file, not {arguments['occurrences']}.")
    return before.replace(arguments["find"], new).encode()


def _text(context: Context, path: str) -> str:
    try:
        return read_file(context.user, path).decode()
    except UnicodeDecodeError as error:
        raise InvalidInput.of("path", "This file holds no text.") from error


def _read(context: Context, path: str) -> ToolResult:
    content, file = _text(context, path), get_file(context.user, path)
    shown = content[:MOST_SHOWN]
    data = {
        "path": path,
        "version": file.version,
        "size": file.size,
        "content": shown,
        "is_cut": len(shown) < len(content),
    }
    return ToolResult(data, shown)


def _history(context: Context, path: str) -> ToolResult:
    file = get_file(context.user, path)
    rows = versions_of_file(file)[: context.budget.results]
    versions = [{"number": row.number, "path": row.path, "size": row.size, "at": row.at.isoformat()} for row in rows]
    data = {"path": path, "version": file.version, "size": file.size, "versions": versions}
    return ToolResult(data, "\n".join(f"{each['number']}: {each['size']} bytes, {each['at']}" for each in versions))
