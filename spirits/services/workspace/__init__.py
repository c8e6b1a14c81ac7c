"""The verbs of a workspace: write, move, copy, trash, restore, undo. Each is one transaction under the owner's lock."""

from spirits.services.workspace.files import (
    copy_path,
    empty_trash,
    move_path,
    restore_file,
    trash_path,
    undo_change,
    write_file,
    write_files,
)

__all__ = [
    "copy_path",
    "empty_trash",
    "move_path",
    "restore_file",
    "trash_path",
    "undo_change",
    "write_file",
    "write_files",
]
