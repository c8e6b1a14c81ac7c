"""An environment of its own is made once, and says what to do where it cannot be."""

from pathlib import Path

import pytest

from project.testing import environments
from project.testing.environments import CannotInstall, python_with


def test_it_is_made_once_and_says_what_to_do_where_it_cannot_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environments, "BASE_DIR", tmp_path)
    pins = tmp_path / "requirements-odd-things.txt"
    pins.write_text("--no-index\nodd-things==1\n")
    with pytest.raises(CannotInstall) as failed:
        python_with("requirements-odd-things")
    said = str(failed.value)
    assert said.startswith("requirements-odd-things.txt could not be installed:")
    assert "odd-things==1" in said
    assert "./daimon test --fast" in said
    pins.write_text("-r more.txt\n")
    (tmp_path / "more.txt").write_text("# nothing\n")
    made = python_with("requirements-odd-things")
    (made.parent / "kept").touch()
    assert made == tmp_path / ".data" / "odd-things-venv" / "bin" / "python"
    assert (python_with("requirements-odd-things").parent / "kept").exists()
    (tmp_path / "more.txt").write_text("# something else\n")
    assert not (python_with("requirements-odd-things").parent / "kept").exists()
