"""Which operating-system user runs the embedded servers: this one, or an own unprivileged one when this is root."""

import ctypes
import hashlib
import os
import stat
import sys
from dataclasses import dataclass
from pathlib import Path

from project.stack.errors import StackError

PR_SET_PDEATHSIG = 1
PR_SET_KEEPCAPS = 8
PR_SET_CHILD_SUBREAPER = 36
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_RAISE = 2
CAP_DAC_READ_SEARCH = 2
CAPABILITY_VERSION_3 = 0x20080522
# Linux distributions assign no fixed user to this range; systemd draws its own short-lived users from it.
FIRST_FREE_UID, FREE_UIDS = 61184, 4000
NOBODY_UID = 65534

_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


@dataclass(frozen=True)
class Account:
    """A user id and group id that servers run as; ``passes_closed_folders`` lets them reach binaries below /root."""

    uid: int
    gid: int
    passes_closed_folders: bool = False

    @property
    def is_other(self) -> bool:
        """Whether this is not the user who runs the command."""
        return self.uid != os.geteuid()

    def own(self, folder: Path) -> None:
        """Make ``folder`` and all in it belong to this account; without root it belongs to the caller already."""
        if not self.is_other:
            return
        for parent, folders, files in os.walk(folder):
            os.chown(parent, self.uid, self.gid)
            for name in [*folders, *files]:
                os.chown(os.path.join(parent, name), self.uid, self.gid, follow_symlinks=False)

    def become(self) -> None:
        """Turn the calling process (a fresh child) into this user; called between fork and exec."""
        if not self.is_other:
            return
        if self.passes_closed_folders:
            _prctl(PR_SET_KEEPCAPS, 1)
        os.setgroups([])
        os.setgid(self.gid)
        os.setuid(self.uid)
        if self.passes_closed_folders:
            _keep_only(CAP_DAC_READ_SEARCH)


def server_account(home: Path, *needed: Path) -> Account:
    """The account for servers whose folders lie in ``home``: that of the last start there, or one derived from its path.

    ``needed`` are other folders the servers must reach (their binaries). When a folder above one of them is closed to
    others, the servers may search folders (CAP_DAC_READ_SEARCH, Linux); the folders themselves are never opened.
    """
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    uid = _uid_for(home)
    closed = [folder for path in (home.parent, *needed) for folder in _closed_above(path, uid)]
    if closed and sys.platform != "linux":
        raise StackError(f"{closed[0]} is closed to other users: run Daimon as a plain user, or from another folder.")
    return Account(uid, uid, passes_closed_folders=bool(closed))


def _uid_for(home: Path) -> int:
    group = home.stat().st_gid if home.exists() else 0
    if FIRST_FREE_UID <= group < FIRST_FREE_UID + FREE_UIDS:
        return group
    digest = hashlib.sha256(str(home.resolve()).encode()).digest()
    return FIRST_FREE_UID + int.from_bytes(digest[:4], "big") % FREE_UIDS


def _closed_above(path: Path, uid: int) -> list[Path]:
    """The folders on the way to ``path`` that user ``uid`` may not pass."""
    resolved = path.resolve()
    closed = []
    for folder in [resolved, *resolved.parents]:
        state = folder.stat() if folder.exists() else None
        if state is None:
            continue
        passable = (
            state.st_mode & stat.S_IXOTH
            or (state.st_gid == uid and state.st_mode & stat.S_IXGRP)
            or state.st_uid == uid
        )
        if not passable:
            closed.append(folder)
    return closed


def die_with_parent(signal_number: int) -> None:
    """Ask the kernel to send this process ``signal_number`` when its parent ends (Linux; elsewhere a no-op)."""
    if _libc is not None:
        _prctl(PR_SET_PDEATHSIG, signal_number)


def become_reaper() -> None:
    """Let orphaned descendants come to this process instead of to init (Linux; elsewhere a no-op)."""
    if _libc is not None:
        _prctl(PR_SET_CHILD_SUBREAPER, 1)


def _prctl(option: int, *values: int) -> None:
    if _libc is None:
        return
    arguments = [ctypes.c_ulong(value) for value in (*values, 0, 0, 0, 0)[:4]]
    if _libc.prctl(option, *arguments) != 0:
        raise OSError(ctypes.get_errno(), f"prctl({option}) failed")


def _keep_only(capability: int) -> None:
    """Keep one capability through the coming exec and drop all others."""
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    mask = 1 << capability
    data = (ctypes.c_uint32 * 6)(mask, mask, mask, 0, 0, 0)
    if _libc is None or _libc.capset(header, data) != 0:
        raise OSError(ctypes.get_errno(), "capset failed")
    _prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability)
