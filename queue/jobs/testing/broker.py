"""A broker of a test's own, to be stopped and killed."""

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from project.stack.account import server_account
from project.stack.folders import data_folder
from project.stack.postgres import binaries
from project.stack.processes import end, wait_until
from project.stack.valkey import Valkey, binary

START_SECONDS = 30


@contextmanager
def own_valkey(home: Path) -> Iterator[tuple["subprocess.Popen[bytes]", str]]:
    """A Valkey with its files below ``home``, and its address; it is gone after the block."""
    account = server_account(home, binaries(), binary())
    data_folder(home, passable_for=account)
    valkey = Valkey(home / "valkey", home / "run" / "valkey.sock", account, is_durable=False)
    valkey.prepare()
    server = valkey.start(output=subprocess.DEVNULL)
    try:
        if not wait_until(valkey.is_ready, seconds=START_SECONDS):
            raise RuntimeError("Valkey did not start.")
        yield server, f"unix://{valkey.socket}?db=0"
    finally:
        end(server, by=signal.SIGKILL, patience=5)
