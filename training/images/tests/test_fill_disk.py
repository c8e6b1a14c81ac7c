"""A full disk and a read-only one stop a change with nothing half done."""

import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from accounts.models import User
from project.lib.clock import now
from training.images.errors import ArchiveRefused, FolderNotWritable
from training.images.models import Image, ImageFolder, ImageIntent
from training.images.services.edit_image import edit_image
from training.images.services.register_folder import register_folder, upload_folder
from training.images.services.repair_folder import repair_folder
from training.images.services.verify_folder import verify_folder
from training.images.tests.conftest import draw
from training.images.tests.test_upload_folder import zipped

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def disk(root: Path) -> Iterator[Path]:
    """A disk of 256 KB of its own below the root."""
    place = root / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", place], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"needs to mount a disk, which takes root: {mounted.stderr.decode().strip()}")
    yield place
    subprocess.run(["umount", place], check=True)


def fill(disk: Path) -> Path:
    filler = disk / "filler"
    with suppress(OSError), filler.open("wb", buffering=0) as file:
        while True:
            file.write(b"x" * 4096)
    return filler


def state(folder: ImageFolder) -> tuple[object, ...]:
    return (
        list(Image.objects.values()),
        list(ImageFolder.objects.values()),
        list(ImageIntent.objects.values()),
        (Path(folder.path) / "image_metadata.json").read_bytes(),
    )


def test_a_full_disk_changes_nothing(alice: User, disk: Path) -> None:
    draw(disk / "a.png")
    folder = register_folder(user=alice, path=str(disk), at=now())
    filler, before = fill(disk), state(folder)
    with pytest.raises(FolderNotWritable, match="The disk is full"):
        edit_image(image=folder.images.get(), description="x" * 19_000, at=now())
    assert state(folder) == before
    assert verify_folder(folder=folder).is_whole
    assert sorted(path.name for path in disk.iterdir()) == ["a.png", "filler", "image_metadata.json"]
    filler.unlink()
    edit_image(image=folder.images.get(), description="x" * 19_000, at=now())
    assert verify_folder(folder=folder).is_whole


def test_a_repair_on_a_full_disk_changes_nothing(alice: User, disk: Path) -> None:
    draw(disk / "a.png")
    folder = register_folder(user=alice, path=str(disk), at=now())
    Image.objects.update(description="y" * 19_000, revision=5)
    ImageFolder.objects.update(revision=5)
    fill(disk)
    before = state(folder)
    with pytest.raises(FolderNotWritable, match="The disk is full"):
        repair_folder(folder=folder, at=now())
    assert state(folder) == before


def test_a_read_only_folder_can_be_read_and_not_changed(alice: User, disk: Path) -> None:
    draw(disk / "a.png")
    folder = register_folder(user=alice, path=str(disk), at=now())
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    before = state(folder)
    with pytest.raises(FolderNotWritable, match="read-only"):
        edit_image(image=folder.images.get(), description="New", at=now())
    assert state(folder) == before
    assert verify_folder(folder=folder).is_whole


def test_a_read_only_folder_is_not_registered_half(alice: User, disk: Path) -> None:
    draw(disk / "a.png")
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    with pytest.raises(FolderNotWritable, match="read-only"):
        register_folder(user=alice, path=str(disk), at=now())
    assert not ImageFolder.objects.exists()


def test_an_archive_that_does_not_fit_is_not_kept(alice: User, disk: Path, settings: Settings) -> None:
    settings.IMAGES_DIR = disk / "images"
    content = draw(disk.parent / "one.png").read_bytes() + bytes(range(256)) * 2_000
    with pytest.raises(ArchiveRefused, match="cannot be unpacked here: No space left"):
        upload_folder(user=alice, archive=zipped(("a.png", content)), name="Large", at=now())
    assert [path for path in disk.rglob("*") if path.is_file()] == []
    assert not ImageFolder.objects.exists()
