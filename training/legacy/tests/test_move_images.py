"""Old image folders are opened in place, their files stay, and waiting tasks wait for their image."""

import json
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from accounts.models import User
from jobs.models import Job
from jobs.worker.drain import run_waiting
from project.lib.clock import now
from training.images.services.register_folder import register_folder
from training.legacy.errors import LegacyRowsChanged
from training.legacy.models import LegacyImport
from training.legacy.services import apply_legacy, check_legacy, roll_back_legacy
from training.models import Image, ImageEntry, ImageFolder
from training.testing import dumped_tables, old_task, write_old_folder

METADATA = {
    "1.png": {
        "description": "A red barn",
        "tags": ["barn", "red"],
        "text_content": "EGGS",
        "is_processed": True,
        "mood": 3,
    },
    "deep/2.png": {"description": "", "tags": [], "text_content": "", "is_processed": False},
    "../outside.png": {},
}


@pytest.fixture
def old(tmp_path: Path, settings: Settings) -> Path:
    settings.IMAGE_ROOTS = [str(tmp_path)]
    root = write_old_folder(tmp_path / "old", completed=1, pending=2)
    (root / "photos" / "image_metadata.json").write_text(json.dumps(METADATA))
    return root


def move_in(path: Path, owner: User) -> LegacyImport:
    return apply_legacy(path=str(path), owner=owner, started_by=None, at=now())


def reasons(run: LegacyImport) -> list[tuple[str, str, str]]:
    return [(line.file, line.place, line.reason) for line in run.lines.all()]


def test_a_folder_is_opened_with_what_its_file_says(old: Path, alice: User) -> None:
    before = (old / "photos" / "image_metadata.json").stat()
    run = move_in(old, alice)
    assert run.made == {"folder": 1, "image": 2, "job": 3, "setting": 0, "let_go": 2}
    folder = ImageFolder.objects.get()
    assert (folder.owner, folder.name, folder.path) == (alice, "old/photos", str(old / "photos"))
    image = Image.objects.get(path="1.png")
    assert (image.description, image.tags, image.text_content) == ("A red barn", ["barn", "red"], "EGGS")
    assert (image.is_processed, image.extra, image.is_missing) == (True, {"mood": 3}, False)
    assert Image.objects.get(path="deep/2.png").is_missing
    assert ImageEntry.objects.count() == 2
    assert reasons(run) == [("photos/image_metadata.json", "../outside.png", "The path leaves the folder.")]
    after = (old / "photos" / "image_metadata.json").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert sorted(each.name for each in (old / "photos").iterdir()) == ["1.png", "2.png", "image_metadata.json"]


def test_a_rollback_takes_folders_images_and_waiting_jobs_back(old: Path, alice: User) -> None:
    before = dumped_tables()
    run = move_in(old, alice)
    assert move_in(old, alice).made == {"folder": 0, "image": 0, "job": 0, "setting": 0, "let_go": 0}
    roll_back_legacy(run_id=run.pk, at=now())
    assert dumped_tables() == before


def test_an_edited_image_stops_a_rollback(old: Path, alice: User) -> None:
    run = move_in(old, alice)
    Image.objects.filter(path="1.png").update(description="A blue barn")
    Image.objects.create(folder=ImageFolder.objects.get(), path="new.png")
    with pytest.raises(LegacyRowsChanged, match=r"1 rows were changed since \(image 1.png\), 1 images were added"):
        roll_back_legacy(run_id=run.pk, at=now())
    roll_back_legacy(run_id=run.pk, discard_changes=True, at=now())
    assert not ImageFolder.objects.exists()


def test_waiting_jobs_wait_until_the_move_is_whole_and_keep_their_order(old: Path, alice: User) -> None:
    move_in(old, alice)
    waiting = list(Job.objects.filter(state="queued").order_by("turn"))
    assert [job.title for job in waiting] == ["Process 1.png", "Process 2.png"]
    assert [job.created_at.timestamp() for job in waiting] == [1_700_000_001, 1_700_000_002]


def test_waiting_jobs_process_their_image(old: Path, alice: User) -> None:
    move_in(old, alice)
    run_waiting()
    assert list(Job.objects.filter(state="succeeded").values_list("progress", flat=True)) == [100, 100, 100]
    image = Image.objects.get(path="2.png")  # no entry of the file spoke of it
    assert (image.is_processed, image.width, image.height) == (True, 1, 1)


def test_a_folder_without_a_file_is_opened_for_the_tasks_that_wait_in_it(old: Path, alice: User) -> None:
    (old / "photos" / "image_metadata.json").unlink()
    run = move_in(old, alice)
    assert run.made == {"folder": 1, "image": 0, "job": 3, "setting": 0, "let_go": 2}


def test_folders_that_cannot_be_opened_are_told_and_their_tasks_too(
    old: Path, alice: User, bob: User, settings: Settings
) -> None:
    settings.IMAGE_ROOTS = []
    run = check_legacy(path=str(old), owner=alice, started_by=None, at=now())
    folder = old / "photos"
    assert reasons(run)[1:] == [
        ("photos/image_metadata.json", "", f"The folder {folder} is not taken: This folder lies below none of the roots in IMAGE_ROOTS."),
        (".queue_state.json", "queue[0]", f"It waits for an image in a folder that cannot be opened: {folder / '1.png'}."),
        (".queue_state.json", "queue[1]", f"It waits for an image in a folder that cannot be opened: {folder / '2.png'}."),
    ]  # fmt: skip
    settings.IMAGE_ROOTS = [str(old.parent)]
    register_folder(user=bob, path=str(folder), at=now(), only_described=True)
    run = check_legacy(path=str(old), owner=alice, started_by=None, at=now())
    assert reasons(run)[1][2] == f"The folder {folder} is not taken: somebody else has it open."
    assert (run.found["folders"], run.found["tasks"]) == (0, 1)


def test_an_image_behind_a_link_or_gone_is_not_waited_for(old: Path, alice: User, tmp_path: Path) -> None:
    (tmp_path / "elsewhere.png").write_bytes(b"x")
    (old / "photos" / "link.png").symlink_to(tmp_path / "elsewhere.png")
    state = json.loads((old / ".queue_state.json").read_text())
    paths = ["photos/link.png", "photos/gone.png", "C:\\photos\\a.png", "photos\\1.png"]
    state["queue"] = [old_task(10 + number, "interrupted", image_path=path) for number, path in enumerate(paths)]
    (old / ".queue_state.json").write_text(json.dumps(state))
    run = check_legacy(path=str(old), owner=alice, started_by=None, at=now())
    assert [place for _, place, _ in reasons(run)[1:]] == ["photos/link.png", "queue[0]", "queue[1]", "queue[2]"]
    assert run.found["interrupted"] == 1
