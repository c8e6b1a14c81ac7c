"""What ``./daimon up`` says when its own supervisor breaks."""

import subprocess
import sys

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
