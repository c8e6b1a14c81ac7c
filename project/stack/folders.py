"""Folders that only their owner may enter."""

import os
import stat
from pathlib import Path

from project.stack.account import Account
from project.stack.errors import StackError


def private_folder(folder: Path, *, owner: Account | None = None) -> Path:
    """Make ``folder`` with mode 0700 for ``owner``, or set it right when it is there; refuses somebody else's."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        state = folder.lstat()
    except OSError as error:
        raise StackError(f"{folder} cannot be made: {error.strerror}. Choose another place with --data-dir.") from error
    mine = {os.geteuid(), owner.uid if owner else os.geteuid()}
    if not stat.S_ISDIR(state.st_mode) or (os.geteuid() != 0 and state.st_uid not in mine):
        raise StackError(f"{folder} belongs to another user; it must be yours. Remove it, or use another --data-dir.")
    if owner is not None and state.st_uid != owner.uid:
        os.chown(folder, owner.uid, owner.gid)
    if stat.S_IMODE(state.st_mode) != 0o700:
        folder.chmod(0o700)
    return folder


def data_folder(folder: Path, *, passable_for: Account) -> Path:
    """Make the DATA_DIR: closed to all but its owner and, when that is root, the servers' own group."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if passable_for.is_other:
            os.chown(folder, -1, passable_for.gid)
            folder.chmod(0o710)
        else:
            folder.chmod(0o700)
    except OSError as error:
        raise StackError(f"{folder} cannot be used: {error.strerror}. Choose another place with --data-dir.") from error
    return folder
