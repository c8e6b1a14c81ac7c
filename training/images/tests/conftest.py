"""Folders of real pictures below an allowed root."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image as Picture
from pytest_django.fixtures import Settings

from accounts.models import User
from project.lib.clock import now
from training.images.models import ImageFolder
from training.images.services.register_folder import register_folder

MakeFolder = Callable[..., ImageFolder]


@pytest.fixture
def root(tmp_path: Path, settings: Settings) -> Path:
    """A root that the operator allows, with a place of its own for archives and thumbnails."""
    settings.IMAGE_ROOTS = [str(tmp_path / "root")]
    settings.IMAGES_DIR = tmp_path / "images"
    (tmp_path / "root").mkdir()
    return tmp_path / "root"


def draw(path: Path, colour: tuple[int, int, int] = (200, 30, 30), size: tuple[int, int] = (64, 48)) -> Path:
    """A picture of one colour with a diagonal, so that its hash is not empty."""
    path.parent.mkdir(parents=True, exist_ok=True)
    picture = Picture.new("RGB", size, colour)
    for at in range(min(size)):
        picture.putpixel((at, at), (255, 255, 255))
    picture.save(path)
    return path


@pytest.fixture
def make_folder(root: Path) -> MakeFolder:
    """Registers a folder with pictures of these names, and a metadata file where entries are given."""

    def make(
        owner: User, *names: str, folder: str = "beach", entries: dict[str, Any] | None = None, **options: Any
    ) -> ImageFolder:
        for number, name in enumerate(names):
            draw(root / folder / name, (number * 20 % 256, 100, 50))
        (root / folder).mkdir(exist_ok=True)
        if entries is not None:
            (root / folder / "image_metadata.json").write_text(json.dumps(entries))
        return register_folder(user=owner, path=str(root / folder), at=now(), **options)

    return make


def file_of(folder: ImageFolder) -> dict[str, Any]:
    """What the folder's file says."""
    found: dict[str, Any] = json.loads((Path(folder.path) / "image_metadata.json").read_text())
    return found
