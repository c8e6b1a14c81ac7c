"""Secrets at rest open with a right key only."""

import stat
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured
from pytest_django.fixtures import Settings

from project.lib.secrets import WrongKey, reseal, seal, unseal
from project.settings.core import fernet_keys
from project.settings.env import setting


@pytest.fixture
def old_and_new(settings: Settings) -> tuple[str, str]:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.ENCRYPTION_KEYS = [old]
    return old, new


def test_opens_what_it_sealed(old_and_new: tuple[str, str]) -> None:
    sealed = seal("sk-ünïcode")
    assert "sk-" not in sealed
    assert sealed != seal("sk-ünïcode")
    assert unseal(sealed) == "sk-ünïcode"


def test_raises_with_a_wrong_key(old_and_new: tuple[str, str], settings: Settings) -> None:
    sealed = seal("sk-secret")
    settings.ENCRYPTION_KEYS = [old_and_new[1]]
    for open_it in (unseal, reseal):
        with pytest.raises(WrongKey) as caught:
            open_it(sealed)
        assert sealed not in str(caught.value)


@pytest.mark.parametrize("sealed", ["", "sk-plain", "gAAAAAB", "ünïcode"])
def test_raises_for_what_was_never_sealed(sealed: str, old_and_new: tuple[str, str]) -> None:
    with pytest.raises(WrongKey):
        unseal(sealed)


def test_raises_for_a_changed_secret(old_and_new: tuple[str, str]) -> None:
    sealed = seal("sk-secret")
    changed = sealed[:40] + ("A" if sealed[40] != "A" else "B") + sealed[41:]
    with pytest.raises(WrongKey):
        unseal(changed)


def test_rotates_to_the_newest_key(old_and_new: tuple[str, str], settings: Settings) -> None:
    old, new = old_and_new
    sealed = seal("sk-secret")
    settings.ENCRYPTION_KEYS = [new, old]
    assert unseal(sealed) == "sk-secret"
    fresh = reseal(sealed)
    settings.ENCRYPTION_KEYS = [new]
    assert unseal(fresh) == "sk-secret"
    with pytest.raises(WrongKey):
        unseal(sealed)


def test_keeps_a_key_of_its_own_on_a_laptop(settings: Settings, tmp_path: Path) -> None:
    settings.ENCRYPTION_KEYS = []
    settings.APP_STATE_DIR = tmp_path / "state"
    sealed = seal("sk-secret")
    kept = tmp_path / "state" / "encryption_key"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert unseal(sealed) == "sk-secret"
    settings.APP_STATE_DIR = tmp_path / "other"
    with pytest.raises(WrongKey):
        unseal(sealed)


def test_stops_the_start_for_a_key_that_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    good = Fernet.generate_key().decode()
    assert fernet_keys(f" {good} , {good},") == [good, good]
    monkeypatch.setenv("ENCRYPTION_KEYS", f"{good},short")
    monkeypatch.setattr("project.settings.env.declared", {})
    with pytest.raises(ImproperlyConfigured) as caught:
        setting("ENCRYPTION_KEYS", fernet_keys, default="", meaning="-", is_secret=True)
    assert "ENCRYPTION_KEYS" in str(caught.value)
    assert good not in str(caught.value)
