"""A process that changes 2,000 images dies between every pair of layers: all of it is told, and all of it is mended."""

import json
import os
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection

from accounts.models import User
from project.lib.clock import now
from project.settings.env import BASE_DIR
from project.stack.processes import python
from project.testing.site import site_environment
from training.images.models import Image, ImageEntry, ImageFolder, ImageIntent
from training.images.services.change_images import finish_changes
from training.images.services.mend_all import mend_all
from training.images.services.register_folder import register_folder
from training.images.services.repair_folder import repair_folder
from training.images.services.state import folder_key, kept_state, open_key
from training.images.services.verify_folder import verify_folder
from training.images.tests.conftest import draw

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

IMAGES = 2_000
BEFORE_COMMIT = ["images.rows_written", "images.index_written", "images.file_half_written", "images.file_prepared"]
AFTER_COMMIT = ["images.committed", "images.file_replaced", "images.file_recorded"]


@pytest.fixture
def folder(alice: User, root: Path) -> ImageFolder:
    place = root / "many"
    content = draw(place / "0000.png").read_bytes()
    for number in range(1, IMAGES):
        (place / f"{number:04}.png").write_bytes(content)
    return register_folder(user=alice, path=str(place), at=now())


def killed_while_tagging(folder: ImageFolder, tag: str, *, at: str) -> None:
    """Tag every image in a process of its own that ends itself by SIGKILL at the fail point."""
    environment = {**site_environment(), "IMAGE_ROOTS": str(Path(folder.path).parent), "DAIMON_FAIL_POINT": at}
    names = [f"{number:04}.png" for number in range(IMAGES)]
    command = python("-W", "ignore", "manage.py", "image_folders", "tag", str(folder.pk), tag, *names)
    done = subprocess.run(command, env=environment, cwd=BASE_DIR, capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stdout + done.stderr


def truth(folder: ImageFolder) -> set[tuple[str, str]]:
    """Layer and path of everything that disagrees, found without any of the code under test."""
    said = json.loads((Path(folder.path) / "image_metadata.json").read_text())
    rows = {row.path: row for row in Image.objects.filter(folder=folder)}
    found = {("file", path) for path, row in rows.items() if said[path]["tags"] != row.tags}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i.path, e.words::text FROM training_image i JOIN training_imageentry e ON e.image_id = i.id"
        )
        words = dict(cursor.fetchall())
    found |= {("index", path) for path, row in rows.items() if any(f"'{tag}'" not in words[path] for tag in row.tags)}
    if cache.get(folder_key(folder.pk))["revision"] != ImageFolder.objects.get(pk=folder.pk).revision:
        found.add(("state", ""))
    return found


def everything(folder: ImageFolder) -> tuple[Any, ...]:
    file = Path(folder.path) / "image_metadata.json"
    return (
        list(Image.objects.order_by("path").values()),
        list(ImageEntry.objects.order_by("pk").values()),
        list(ImageFolder.objects.values()),
        list(ImageIntent.objects.values()),
        sorted(os.listdir(folder.path)),
        file.read_bytes(),
        file.stat().st_mtime_ns,
        cache.get(folder_key(folder.pk)),
        cache.get(open_key(folder.owner_id)),
    )


def test_a_kill_between_any_two_layers_is_told_whole_and_mended_once(folder: ImageFolder) -> None:
    for number, point in enumerate([*BEFORE_COMMIT, *AFTER_COMMIT]):
        tag = f"tag{number}"
        killed_while_tagging(folder, tag, at=point)
        is_committed = Image.objects.filter(tags__contains=[tag]).count()
        assert is_committed == (IMAGES if point in AFTER_COMMIT else 0), point
        true = truth(folder)
        found = verify_folder(folder=folder)
        told = {
            (each.layer.value, each.path) for each in found.differences if each.kind not in {"unfinished", "leftover"}
        }
        assert told == true, point
        kinds = {each.kind for each in found.differences}
        assert {
            "images.rows_written": set(),
            "images.index_written": set(),
            "images.file_half_written": {"leftover"},
            "images.file_prepared": {"leftover"},
            "images.committed": {"unfinished", "entry_differs", "differs"},
            "images.file_replaced": {"unfinished", "differs"},
            "images.file_recorded": {"differs"},
        }[point] == kinds, point
        assert len(true) == {"images.committed": IMAGES + 1}.get(point, 1 if point in AFTER_COMMIT else 0), point
        mended = repair_folder(folder=folder, at=now())
        assert mended.after.differences == (), point
        assert truth(folder) == set(), point
        before = everything(folder)
        assert repair_folder(folder=folder, at=now()).mended == 0
        assert everything(folder) == before, point


def test_a_killed_repair_is_repaired(folder: ImageFolder) -> None:
    killed_while_tagging(folder, "first", at="images.committed")
    for point in [*BEFORE_COMMIT, *AFTER_COMMIT]:
        environment = {**site_environment(), "IMAGE_ROOTS": str(Path(folder.path).parent), "DAIMON_FAIL_POINT": point}
        command = python("-W", "ignore", "manage.py", "image_folders", "repair", str(folder.pk))
        subprocess.run(command, env=environment, cwd=BASE_DIR, capture_output=True, check=False)
    assert repair_folder(folder=folder, at=now()).after.differences == ()
    assert Image.objects.filter(tags=["first"]).count() == IMAGES
    assert truth(folder) == set()


@pytest.mark.parametrize("point", AFTER_COMMIT)
def test_an_unfinished_change_is_finished_by_itself(folder: ImageFolder, point: str) -> None:
    killed_while_tagging(folder, "later", at=point)
    if point == "images.committed":
        ImageIntent.objects.update(created_at="2020-01-01T00:00:00Z")
        (Path(folder.path) / ImageIntent.objects.get().prepared).unlink()  # even when the prepared file is lost
        assert mend_all(at=now())["finished"] == 1
    else:
        finish_changes(folder.pk)
    assert (kept_state(folder.pk) or {})["revision"] == 2
    assert truth(folder) == set()
    assert verify_folder(folder=folder).differences == ()
