"""The shell script ``./daimon``: what it prints and how it prepares, without a network."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from project.settings.env import BASE_DIR

pytestmark = pytest.mark.slow

FAKE_PIP = """\
import pathlib, sys
with pathlib.Path({log!r}).open("a") as log:
    log.write(" ".join(sys.argv[1:]) + "\\n")
sys.exit({code})
"""


@pytest.fixture
def checkout(tmp_path):
    """The script and the requirement files, in a folder with spaces, with a manage.py that says what it was given."""
    folder = tmp_path / "a b"
    folder.mkdir()
    for name in ("daimon", "requirements.txt", "requirements-observability.txt", "requirements-dev.txt"):
        shutil.copy(BASE_DIR / name, folder / name)
    (folder / "manage.py").write_text("import sys\nprint('manage', sys.argv[1:], sys.prefix)\n")
    return folder


def daimon(checkout, *arguments, **environment):
    """Run the script there."""
    return subprocess.run(
        ["sh", str(checkout / "daimon"), *arguments],
        env={**os.environ, "DAIMON_PYTHON": sys.executable, **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


def with_fake_pip(checkout, *, code=0):
    """A virtual environment whose pip only notes what it was asked to install."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(checkout / ".venv")], check=True)
    [libraries] = (checkout / ".venv" / "lib").glob("python*/site-packages")
    log = checkout / "pip.log"
    (libraries / "pip.py").write_text(FAKE_PIP.format(log=str(log), code=code))
    return log


def test_without_a_command_it_shows_them():
    shown = daimon(BASE_DIR)
    assert shown.returncode == 2
    assert [line.split()[0] for line in shown.stdout.splitlines() if line.startswith("  ")] == [
        *("up", "down", "test", "check", "bench", "shell", "manage"),
    ]


def test_an_unknown_command_is_named():
    refused = daimon(BASE_DIR, "fly")
    assert refused.returncode == 2
    assert "unknown command: fly" in refused.stderr


def test_requirements_are_installed_once_until_they_change(checkout):
    log = with_fake_pip(checkout)

    first = daimon(checkout, "manage", "migrate", "--plan")
    again = daimon(checkout, "manage", "migrate")
    (checkout / "requirements.txt").write_text("Django==5.2.0\n")
    changed = daimon(checkout, "manage", "migrate")

    assert first.stdout == f"manage ['migrate', '--plan'] {checkout / '.venv'}\n"
    assert [each.returncode for each in (first, again, changed)] == [0, 0, 0]
    assert [line.split(" -r ")[1] for line in log.read_text().splitlines()] == [str(checkout / "requirements.txt")] * 2
    assert "installing" not in again.stderr


def test_tests_need_the_larger_set_which_covers_the_smaller(checkout):
    log = with_fake_pip(checkout)
    (checkout / "project").mkdir()
    (checkout / "project" / "__init__.py").touch()
    (checkout / "project" / "stack.py").write_text("import sys\nprint(sys.argv[1:])\n")

    tested = daimon(checkout, "test", "--fast", PYTHONPATH="")
    managed = daimon(checkout, "manage", "migrate")

    assert (tested.stdout, managed.returncode) == ("['test', '--fast']\n", 0)  # its own code, not that of our folder
    assert [Path(line.split(" -r ")[1]).name for line in log.read_text().splitlines()] == ["requirements-dev.txt"]


def test_a_failed_installation_is_tried_again(checkout):
    log = with_fake_pip(checkout, code=1)

    failed = daimon(checkout, "manage", "migrate")
    daimon(checkout, "manage", "migrate")

    assert failed.returncode == 1
    assert "could not be installed" in failed.stderr
    assert failed.stdout == ""
    assert len(log.read_text().splitlines()) == 2


def test_without_a_new_enough_python_it_says_what_to_install(checkout, tmp_path):
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("sh", "dirname", "cat"):
        (programs / name).symlink_to(shutil.which(name))
    (programs / "python3").write_text("#!/bin/sh\nexit 1\n")
    (programs / "python3").chmod(0o755)

    refused = daimon(checkout, "up", PATH=str(programs), DAIMON_PYTHON="")

    assert refused.returncode == 1
    assert "needs Python 3.11 or newer" in refused.stderr
    assert not (checkout / ".venv").exists()


def test_a_broken_environment_behind_a_link_is_made_anew(checkout, tmp_path):
    real = tmp_path / "elsewhere"
    (checkout / ".venv").symlink_to(real)
    (checkout / "requirements.txt").write_text("")

    made = daimon(checkout, "manage", "migrate", PIP_NO_INDEX="1")

    assert made.returncode == 0
    assert (checkout / ".venv").is_symlink()
    assert (real / "bin" / "python").exists()
