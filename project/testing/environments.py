"""Python environments of their own, for programs whose pins do not agree with Daimon's, or that are too large to stand beside it.

``python -m project.testing.environments NAME`` makes one.
"""

import fcntl
import os
import signal
import subprocess
import sys
import venv
from hashlib import sha256
from pathlib import Path

import pytest

from project.settings.env import BASE_DIR
from project.stack.processes import python, spawn

TRAINING = "requirements-training-tests"
COMPILED_AT_USE = {TRAINING}  # thousands of modules, of which the tests import a part


def pytest_configure(config: pytest.Config) -> None:
    """With ``TEST_TRAINING`` torch and Ray are installed while the first tests run; whoever needs them waits for the rest."""
    if os.environ.get("TEST_TRAINING") and not hasattr(config, "workerinput"):
        command = python("-m", "project.testing.environments", TRAINING)
        spawn(command, output=subprocess.DEVNULL, signal_at_parents_death=signal.SIGKILL)


def python_with(requirements: str) -> Path:
    """The Python of an environment with the pins of that file; made once per change, by whoever comes first.

    It is kept in ``.data/NAME`` beside the code, or in the folder that NAME_VENV in the environment names.
    """
    pins = BASE_DIR / f"{requirements}.txt"
    name = requirements.removeprefix("requirements-")
    home = Path(os.environ.get(f"{name.upper()}_VENV") or BASE_DIR / ".data" / f"{name}-venv")
    home.parent.mkdir(parents=True, exist_ok=True)
    mark = home / sha256(pins.read_bytes()).hexdigest()[:16]
    with (home.parent / f".{home.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not mark.exists():
            venv.create(home, with_pip=True, clear=True)
            pip = [str(home / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check", "--no-input"]
            if requirements in COMPILED_AT_USE:
                pip.append("--no-compile")
            subprocess.run([*pip, "-r", str(pins)], check=True)  # noqa: S603 - a fixed command
            mark.touch()
    return home / "bin" / "python"


@pytest.fixture(scope="session")
def clients_python() -> Path:
    """The Python in which LangChain and LiteLLM are installed; needs a package index when it is made."""
    return python_with("requirements-clients")


@pytest.fixture(scope="session")
def training_python() -> Path:
    """The Python in which torch, peft and Ray are installed: one that has them, or, with ``TEST_TRAINING``, one made for it."""
    if os.environ.get("TEST_TRAINING"):
        return python_with(TRAINING)
    return Path(os.environ.get("TRAINING_PYTHON") or sys.executable)


if __name__ == "__main__":
    python_with(sys.argv[1])
