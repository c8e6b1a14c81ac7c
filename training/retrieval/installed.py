"""The embedder of this installation: the weights an operator put in place, loaded once a process."""

import hashlib
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from django.conf import settings

from project.lib.errors import InvalidInput
from training.retrieval.minilm import HASHES, WEIGHTS, MiniLm, Numbers
from training.retrieval.tokens import Reading

FOLDER = "all-MiniLM-L6-v2"
AXES = "axes.npy"


def embedder_folder() -> Path:
    """Where the weights lie when they are installed."""
    return Path(settings.MODELS_DIR) / FOLDER


@dataclass(frozen=True)
class LocalEmbedder:
    """The model with the axes its small vectors lie on."""

    model: MiniLm
    axes: Numbers

    @property
    def name(self) -> str:
        """What its vectors are marked with."""
        return self.model.name

    def embed(self, texts: Sequence[str]) -> Numbers:
        """One vector of length 1 for each text."""
        return self.model.embed(texts)

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """Each text's vector, and the small vectors of its pieces."""
        return self.model.read(texts, self.axes)


def local_embedder() -> LocalEmbedder | None:
    """The installed embedder, or None; keywords alone serve then."""
    folder = embedder_folder()
    return _loaded(folder) if (folder / WEIGHTS).is_file() and (folder / AXES).is_file() else None


@lru_cache(maxsize=1)
def _loaded(folder: Path) -> LocalEmbedder:
    return LocalEmbedder(MiniLm(folder), np.load(folder / AXES))


def install_embedder(source: Path) -> Path:
    """Copy weights and vocabulary from a folder into place, or refuse files that are not the known ones.

    The axes of the small vectors are worked out here, once; the same files give the same axes.
    """
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
        np.save(Path(made) / AXES, MiniLm(Path(made)).axes())
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(made, target)
    _loaded.cache_clear()
    return target


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
