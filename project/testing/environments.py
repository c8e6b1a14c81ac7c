"""Python environments of their own, for programs whose pins do not agree with Daimon's."""

import fcntl
import os
import subprocess
import venv
from hashlib import sha256
from pathlib import Path

import pytest

from project.settings.env import BASE_DIR


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
            subprocess.run([*pip, "-r", str(pins)], check=True)  # noqa: S603 - a fixed command
            mark.touch()
    return home / "bin" / "python"


@pytest.fixture(scope="session")
def clients_python() -> Path:
    """The Python in which LangChain and LiteLLM are installed; needs a package index when it is made."""
    return python_with("requirements-clients")
