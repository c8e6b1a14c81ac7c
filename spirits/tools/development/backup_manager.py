"""backup_manager: all of the person's data as one archive that proves itself; listed, checked and put back."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from project.lib.errors import InvalidInput
from spirits.models import Artifact
from spirits.queries.artifacts import artifacts_of, get_artifact
from spirits.queries.workspace import read_file
from spirits.services import backup
from spirits.services.keep_artifact import content_of
from spirits.tools import Budget, Context, Effect, NewArtifact, ToolResult, tool
from spirits.tools.schema import arguments, choice, text, yes_or_no

NAME = "daimon-backup-"


@tool(
    "backup_manager",
    "Exports all your data as one verifiable archive; lists and checks backups; restores what is missing, dry run first.",
    arguments(
        required="action",
        action=choice("What to do.", "create", "list", "check", "restore"),
        backup=text("The id of a backup, to check or restore it.", most=36),
        path=text("Or the path of an archive in the workspace.", most=500),
        dry_run=yes_or_no("Only tell what would be restored.", default=True),
    ),
    returns={
        "type": "object",
        "properties": {
            "action": {"type": "string"}, "backups": {"type": "array"}, "files": {"type": "integer"}, "bytes": {"type": "integer"},
            "made_at": {"type": "string"}, "is_dry_run": {"type": "boolean"}, "counts": {"type": "object"}, "refusals": {"type": "array"},
        },
        "required": ["action"],
    },
    effect=Effect.WORKSPACE,
    budget=Budget(seconds=120, megabytes=1_500, bytes=200_000_000, results=200),
    example={"action": "create"},
)  # fmt: skip
def backup_manager(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """What the action gives."""
    return ACTIONS[arguments["action"]](context, arguments)


def _create(context: Context, _given: dict[str, Any]) -> ToolResult:
    content = backup.pack(user=context.user, now=context.now)
    manifest = backup.check(content)
    name = f"{NAME}{context.now:%Y-%m-%d-%H%M}.zip"
    data = {"action": "create", "files": len(manifest["files"]), "bytes": len(content), "made_at": manifest["made_at"]}
    words = f"Packed {data['files']} files into {name} ({len(content):,} bytes), and checked them."
    return ToolResult(data, words, (NewArtifact(name, "application/zip", content),))


def _list(context: Context, _given: dict[str, Any]) -> ToolResult:
    rows = artifacts_of(context.user).filter(name__startswith=NAME)[: context.budget.results]
    backups = [
        {"id": str(each.pk), "name": each.name, "bytes": each.size, "made_at": each.created_at.isoformat()}
        for each in rows
    ]
    lines = [f"{each['name']} ({each['bytes']:,} bytes) [{each['id']}]" for each in backups]
    return ToolResult({"action": "list", "backups": backups}, "\n".join(lines) or "There is no backup yet.")


def _check(context: Context, given: dict[str, Any]) -> ToolResult:
    content = _content(context, given)
    manifest = backup.check(content)
    data = {"action": "check", "files": len(manifest["files"]), "bytes": len(content), "made_at": manifest["made_at"]}
    return ToolResult(data, f"Whole: all {data['files']} files are as they were packed on {manifest['made_at'][:16]}.")


def _restore(context: Context, given: dict[str, Any]) -> ToolResult:
    is_dry = given["dry_run"]
    report = backup.restore(user=context.user, content=_content(context, given), now=context.now, is_dry=is_dry)
    lines = [
        f"{section}: {counts['added']} {'to add' if is_dry else 'added'}, {counts['same']} the same, {counts['differs']} differ and stay, {counts['refused']} refused"
        for section, counts in report.counts.items()
    ]
    data = {
        "action": "restore",
        "is_dry_run": is_dry,
        "counts": report.counts,
        "refusals": report.refusals[: context.budget.results],
    }
    head = "Nothing was changed yet; restore with dry_run false to do this:" if is_dry else "Restored:"
    return ToolResult(data, "\n".join([head, *lines, *report.refusals[:5]]))


def _content(context: Context, given: dict[str, Any]) -> bytes:
    if ("backup" in given) == ("path" in given):
        raise InvalidInput.of("backup", "Give the id of a backup, or the path of an archive, one of them.")
    if "path" in given:
        return read_file(context.user, given["path"])
    return content_of(_artifact(context, given["backup"]))


def _artifact(context: Context, raw: str) -> Artifact:
    try:
        return get_artifact(context.user, UUID(raw))
    except ValueError as error:
        raise InvalidInput.of("backup", "There is no such backup.") from error


ACTIONS: dict[str, Callable[[Context, dict[str, Any]], ToolResult]] = {
    "create": _create, "list": _list, "check": _check, "restore": _restore,
}  # fmt: skip
