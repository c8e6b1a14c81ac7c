"""The embedder of this installation: the weights an operator put in place, loaded once a process."""

import hashlib
import shutil
import tempfile
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from project.lib.errors import InvalidInput
from training.retrieval.minilm import HASHES, WEIGHTS, MiniLm

FOLDER = "all-MiniLM-L6-v2"


def embedder_folder() -> Path:
    """Where the weights lie when they are installed."""
    return Path(settings.MODELS_DIR) / FOLDER


def local_embedder() -> MiniLm | None:
    """The installed embedder, or None; keywords alone serve then."""
    folder = embedder_folder()
    return _loaded(folder) if (folder / WEIGHTS).is_file() else None


@lru_cache(maxsize=1)
def _loaded(folder: Path) -> MiniLm:
    return MiniLm(folder)


def install_embedder(source: Path) -> Path:
    """Copy weights and vocabulary from a folder into place, or refuse files that are not the known ones."""
    for name, known in HASHES.items():
        if not (source / name).is_file():
            raise InvalidInput.of("path", f"There is no {name} in {source}.")
        if _digest(source / name) != known:
            raise InvalidInput.of("path", f"{name} is not the file of all-MiniLM-L6-v2 (its SHA-256 must be {known}).")
    target = embedder_folder()
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as made:
        for name in HASHES:
            shutil.copyfile(source / name, Path(made) / name)
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(made, target)
    _loaded.cache_clear()
    return target


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
