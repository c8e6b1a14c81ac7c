"""What a worker process takes from itself before it begins: network, new files, memory beyond its share."""

import ctypes
import resource
import signal
from contextlib import suppress
from pathlib import Path

CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS = 1, 38
MEGABYTE = 1 << 20


def confine(*, seconds: float, megabytes: int) -> None:
    """Limit this process for good. The network goes where the platform allows user namespaces; the rest always."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    libc.unshare(CLONE_NEWUSER | CLONE_NEWNET)
    whole = int(seconds) + 1
    memory = _data_in_use() + megabytes * MEGABYTE
    for limit, value in (
        (resource.RLIMIT_CPU, whole),
        (resource.RLIMIT_DATA, memory),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 64 * MEGABYTE),
    ):
        with suppress(ValueError):
            resource.setrlimit(limit, (value, value))


def _data_in_use() -> int:
    """Bytes of private writable memory that this process has now, which its limit comes on top of."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmData:"):
            return int(line.split()[1]) * 1024
    return 0
