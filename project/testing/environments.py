"""Python environments of their own, for programs whose pins do not agree with Daimon's, or that are too large to stand beside it.

``python -m project.testing.environments NAME`` makes one.
"""

import fcntl
import os
import signal
import subprocess
import sys
import tempfile
import venv
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

import pytest

from project.settings.env import BASE_DIR
from project.stack.processes import python, spawn

TRAINING = "requirements-training-tests"
# What the tests load of thousands of modules: compiled once, here, since whoever trains writes no bytecode.
LOADED = {TRAINING: "import torch, peft, safetensors.torch; from transformers import AutoTokenizer, LlamaForCausalLM"}


INSTEAD = {
    TRAINING: "set TRAINING_PYTHON to a Python that has them, or leave slow tests out with ./daimon test --fast",
}


class CannotInstall(Exception):
    """An environment could not be made; the message says what to do."""


def pytest_configure(config: pytest.Config) -> None:
    """In a run of everything, torch is installed while the first tests run; whoever needs it waits for the rest."""
    is_everything = config.args_source is pytest.Config.ArgsSource.TESTPATHS and not config.option.markexpr
    if is_everything and not os.environ.get("TRAINING_PYTHON") and not hasattr(config, "workerinput"):
        command = python("-m", "project.testing.environments", TRAINING)
        spawn(command, output=subprocess.DEVNULL, signal_at_parents_death=signal.SIGKILL)


def python_with(requirements: str) -> Path:
    """The Python of an environment with the pins of that file; made once per change, by whoever comes first.

    It is kept in ``.data/NAME`` beside the code, or in the folder that NAME_VENV in the environment names.
    CannotInstall says why there is none.
    """
    pins = BASE_DIR / f"{requirements}.txt"
    name = requirements.removeprefix("requirements-")
    home = Path(os.environ.get(f"{name.upper().replace('-', '_')}_VENV") or BASE_DIR / ".data" / f"{name}-venv")
    home.parent.mkdir(parents=True, exist_ok=True)
    mark = home / sha256(b"".join(each.read_bytes() for each in _files(pins))).hexdigest()[:16]
    interpreter = home / "bin" / "python"
    with (home.parent / f".{home.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not mark.exists():
            venv.create(home, clear=True)
            _install(pins, interpreter)
            if requirements in LOADED:
                _run([str(interpreter), "-I", "-W", "ignore", "-c", LOADED[requirements]])
            mark.touch()
    return interpreter


def _files(pins: Path) -> list[Path]:
    """The file and those it takes in."""
    taken = [line.split()[1] for line in pins.read_text().splitlines() if line.startswith("-r ")]
    return [pins, *(found for each in taken for found in _files(pins.with_name(each)))]


def _install(pins: Path, interpreter: Path) -> None:
    """By the pip that Daimon itself was installed with. Bytecode is left out: a small part of the modules is ever loaded."""
    runner = Path(str(find_spec("pip").origin)).with_name("__pip-runner__.py")  # type: ignore[union-attr]  # it installed this
    try:
        _run([str(interpreter), str(runner), "install", "--quiet", "--disable-pip-version-check", "--no-input", "--no-compile", "-r", str(pins)])  # fmt: skip
    except CannotInstall as error:
        instead = INSTEAD.get(pins.stem, "leave slow tests out with ./daimon test --fast")
        raise CannotInstall(
            f"{pins.name} could not be installed:\n{error}\nThese tests need a package index that has what it pins, and room on "
            f"the disk. Without: {instead}."
        ) from error


def _run(command: list[str]) -> None:
    """To its end, which comes with ours: whoever makes the environment anew must not meet a pip that was left behind."""
    with tempfile.TemporaryFile() as said:
        process = spawn(command, output=said, signal_at_parents_death=signal.SIGKILL)
        if process.wait():
            said.seek(0)
            raise CannotInstall("\n".join(said.read().decode(errors="replace").strip().splitlines()[-5:]))


def _installed(requirements: str) -> Path:
    try:
        return python_with(requirements)
    except CannotInstall as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture(scope="session")
def clients_python() -> Path:
    """The Python in which LangChain and LiteLLM are installed; needs a package index when it is made."""
    return _installed("requirements-clients")


@pytest.fixture(scope="session")
def training_python() -> Path:
    """The Python in which torch, peft and Ray are installed: the one that TRAINING_PYTHON names, or one made for the tests."""
    named = os.environ.get("TRAINING_PYTHON")
    return Path(named) if named else _installed(TRAINING)


if __name__ == "__main__":
    python_with(sys.argv[1])
