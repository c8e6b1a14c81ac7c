"""What a worker process is called in the database."""

import os
import secrets
import socket

_boot = secrets.token_hex(4)


def node() -> str:
    """This process tree: the host and a token drawn when its parent started, inherited by forked children."""
    return f"{socket.gethostname()[:60]}-{_boot}"


def worker_of(pid: int) -> str:
    """The name of one process of this tree."""
    return f"{node()}/{pid}"


def this_worker() -> str:
    """The name of the calling process."""
    return worker_of(os.getpid())
