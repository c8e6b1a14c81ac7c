"""What ``./daimon up`` does when its own supervisor breaks or is killed."""

import os
import subprocess
import sys
from pathlib import Path

from project.settings.env import BASE_DIR

SCRIPT = """
import sys
from project.stack.output import Terminal
from project.stack.up import Front
sys.exit(Front(lambda: 1 // 0, Terminal()).run())
"""


def test_an_error_nobody_foresaw_is_shown_and_ends_the_run() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], cwd=BASE_DIR, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "ZeroDivisionError" in done.stderr


KILLED = """
import os, signal, subprocess, sys
from pathlib import Path
import psutil
from project.stack.output import Terminal
from project.stack.up import Front

def keep():
    if begun.exists():
        others = [each for each in psutil.Process(os.getppid()).children(recursive=True) if each.pid != os.getpid()]
        return len(others)
    begun.touch()
    subprocess.Popen(["sh", "-c", "sleep 60 & sleep 60 & wait"], start_new_session=True)
    while len(psutil.Process().children(recursive=True)) < 3:
        pass
    os.kill(os.getpid(), signal.SIGKILL)

begun = Path(sys.argv[1])
sys.exit(Front(keep, Terminal()).run())
"""


def test_nothing_of_a_killed_supervisor_runs_beside_the_next(tmp_path: Path) -> None:
    command = [sys.executable, "-c", KILLED, str(tmp_path / "begun")]
    environment = {**os.environ, "DATA_DIR": str(tmp_path)}
    done = subprocess.run(command, cwd=BASE_DIR, env=environment, capture_output=True, text=True, timeout=60)
    assert "ended by SIGKILL" in done.stdout + done.stderr
    assert done.returncode == 0, done.stderr
