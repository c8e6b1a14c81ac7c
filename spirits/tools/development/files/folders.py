"""folder_manager: looks at and rearranges the workspace."""

import io
import zipfile
from typing import Any

from project.lib.errors import InvalidInput
from spirits.blobs import read_blob
from spirits.queries.workspace import bytes_used, files_of, trash_of
from spirits.rules.workspace_paths import QUOTA_BYTES, clean_path
from spirits.services.workspace import copy_path, move_path, restore_file, trash_path
from spirits.tools import Budget, Context, Effect, NewArtifact, ToolResult, tool
from spirits.tools.errors import TooMuch
from spirits.tools.schema import arguments, choice, text

EPOCH = (1980, 1, 1, 0, 0, 0)  # the same files make the same archive


@tool(
    "folder_manager",
    "Shows the workspace's tree and trash; moves, copies, trashes, restores and zips files and folders.",
    arguments(
        required="action",
        action=choice("What to do.", "tree", "move", "copy", "delete", "restore", "trash", "zip"),
        path=text("File or folder; for tree and zip everything when absent.", most=500),
        to=text("New path, to move or copy.", most=500),
    ),
    returns={
        "type": "object",
        "properties": {"paths": {"type": "array"}, "bytes_used": {"type": "integer"}, "quota": {"type": "integer"}},
        "required": ["paths", "bytes_used", "quota"],
    },
    effect=Effect.WORKSPACE,
    budget=Budget(seconds=20, bytes=100_000_000, results=2_000),
    example={"action": "tree"},
)
def folder_manager(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """What was touched, or lies there."""
    action = arguments["action"]
    if action not in {"tree", "trash", "zip"} and "path" not in arguments:
        raise InvalidInput.of("path", f"To {action}, name the file or folder.")
    if action in {"move", "copy"} and "to" not in arguments:
        raise InvalidInput.of("to", f"To {action}, say where.")
    if "path" in arguments:
        arguments = {**arguments, "path": clean_path(arguments["path"])}
    if action == "zip":
        return _zip(context, arguments.get("path", ""))
    rows = _changed(context, action, arguments)
    shown = [{"path": row.path, "size": row.size} for row in rows[: context.budget.results]]
    data = {
        "paths": shown,
        "is_cut": len(rows) > len(shown),
        "bytes_used": bytes_used(context.user),
        "quota": QUOTA_BYTES,
    }
    lines = [f"{each['path']} ({each['size']:,} bytes)" for each in shown] or ["Nothing is there."]
    return ToolResult(data, f"{_DONE[action]}:\n" + "\n".join(lines))


_DONE = {
    "tree": "Files",
    "trash": "In the trash",
    "move": "Moved",
    "copy": "Copied",
    "delete": "Moved to the trash",
    "restore": "Restored",
}


def _changed(context: Context, action: str, arguments: dict[str, Any]) -> list[Any]:
    user, now, path = context.user, context.now, arguments.get("path", "")
    match action:
        case "tree":
            return list(files_of(user, below=path)[: context.budget.results + 1])
        case "trash":
            return list(trash_of(user)[: context.budget.results + 1])
        case "move":
            return move_path(user=user, path=path, to=arguments["to"], now=now, call_id=context.call_id)
        case "copy":
            return copy_path(user=user, path=path, to=arguments["to"], now=now, call_id=context.call_id)
        case "delete":
            return trash_path(user=user, path=path, now=now)
    return [restore_file(user=user, path=path, now=now)]


def _zip(context: Context, path: str) -> ToolResult:
    rows = list(files_of(context.user, below=path))
    if not rows:
        raise InvalidInput.of("path", "Nothing is there.")
    if sum(row.size for row in rows) > context.budget.bytes:
        raise TooMuch(f"These files have more than {context.budget.bytes:,} bytes.")
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for row in rows:
            context.seconds_left()
            archive.writestr(
                zipfile.ZipInfo(row.path, EPOCH), read_blob(context.user.pk, row.sha256), zipfile.ZIP_DEFLATED
            )
    name = f"{path.rsplit('/', 1)[-1] or 'workspace'}.zip"
    data = {
        "paths": [{"path": row.path, "size": row.size} for row in rows],
        "bytes_used": bytes_used(context.user),
        "quota": QUOTA_BYTES,
    }
    artifact = NewArtifact(name, "application/zip", target.getvalue())
    return ToolResult(data, f"Packed {len(rows)} files into {name}.", (artifact,))
