"""Whatever the layers say differently, verify tells it and repair mends it from the newest valid side."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.cache import cache

from accounts.models import User
from project.lib.clock import now
from training.images.models import Image, ImageEntry, ImageFolder, ImageIntent
from training.images.services.edit_image import edit_image
from training.images.services.repair_folder import repair_folder
from training.images.services.state import folder_key, open_key
from training.images.services.verify_folder import verify_folder
from training.images.tests.conftest import MakeFolder, draw, file_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

OLD = {
    "a.jpg": {"description": "A boat.", "tags": ["sea"], "text_content": "", "is_processed": True},
    "b.jpg": {"description": "A cat.", "tags": [], "text_content": "", "is_processed": True},
}
Damage = Callable[[ImageFolder, Path], None]


def wrote(file: Path, value: object) -> None:
    """As another program would, later than we did."""
    file.write_text(value if isinstance(value, str) else json.dumps(value))
    later = file.stat().st_mtime_ns + 1_000_000_000
    os.utime(file, ns=(later, later))


def entry_edited(folder: ImageFolder, file: Path) -> None:
    wrote(file, {**json.loads(file.read_text()), "a.jpg": {**OLD["a.jpg"], "description": "By another program."}})


def entry_removed(folder: ImageFolder, file: Path) -> None:
    said = json.loads(file.read_text())
    del said["a.jpg"]
    wrote(file, said)


def entry_added(folder: ImageFolder, file: Path) -> None:
    wrote(file, {**json.loads(file.read_text()), "later.jpg": {"description": "Nobody knows it."}})


def entry_spoiled(folder: ImageFolder, file: Path) -> None:
    wrote(file, {**json.loads(file.read_text()), "a.jpg": {"description": 5}})


def file_removed(folder: ImageFolder, file: Path) -> None:
    file.unlink()


def file_truncated(folder: ImageFolder, file: Path) -> None:
    wrote(file, file.read_text()[:60])


def file_linked(folder: ImageFolder, file: Path) -> None:
    file.rename(folder.path + "/hidden.json")
    file.symlink_to(folder.path + "/hidden.json")


def file_reformatted(folder: ImageFolder, file: Path) -> None:
    wrote(file, json.dumps(json.loads(file.read_text()), indent=4))


def row_edited(folder: ImageFolder, file: Path) -> None:
    Image.objects.filter(path="a.jpg").update(description="Behind everybody's back.", revision=9)
    ImageFolder.objects.update(revision=9)


def row_older(folder: ImageFolder, file: Path) -> None:
    """As a database restored from a backup is."""
    edit_image(image=Image.objects.get(path="a.jpg"), description="Newer.", at=now())
    Image.objects.filter(path="a.jpg").update(description="A boat.", revision=0)
    ImageFolder.objects.update(revision=0, written_revision=0)


def row_removed(folder: ImageFolder, file: Path) -> None:
    Image.objects.filter(path="a.jpg").delete()


def index_removed(folder: ImageFolder, file: Path) -> None:
    ImageEntry.objects.filter(image__path="a.jpg").delete()


def index_words(folder: ImageFolder, file: Path) -> None:
    ImageEntry.objects.filter(image__path="a.jpg").update(words="other")


def index_digest(folder: ImageFolder, file: Path) -> None:
    ImageEntry.objects.filter(image__path="a.jpg").update(digest="0" * 64)


def state_removed(folder: ImageFolder, file: Path) -> None:
    cache.delete(folder_key(folder.pk))


def state_changed(folder: ImageFolder, file: Path) -> None:
    cache.set(folder_key(folder.pk), {**cache.get(folder_key(folder.pk)), "total": 99}, timeout=None)


def state_open(folder: ImageFolder, file: Path) -> None:
    cache.set(open_key(folder.owner_id), "another", timeout=None)


def picture_new(folder: ImageFolder, file: Path) -> None:
    draw(file.parent / "new.png")


def picture_gone(folder: ImageFolder, file: Path) -> None:
    (file.parent / "a.jpg").unlink()


def temporary_left(folder: ImageFolder, file: Path) -> None:
    (file.parent / f".image_metadata.{folder.pk.hex}.7.tmp").write_text("half")


def intent_left(folder: ImageFolder, file: Path) -> None:
    Image.objects.filter(path="a.jpg").update(description="Committed.", revision=2)
    ImageFolder.objects.update(revision=2)
    ImageIntent.objects.create(
        folder=folder, revision=2, verb="edit", paths=["a.jpg"], prepared=".gone", digest="0" * 64, created_at=now()
    )


DAMAGES: list[tuple[Damage, set[tuple[str, str, str]], str]] = [
    (entry_edited, {("file", "changed_outside", ""), ("file", "entry_differs", "a.jpg")}, "By another program."),
    (entry_removed, {("file", "changed_outside", ""), ("file", "entry_missing", "a.jpg")}, "A boat."),
    (entry_added, {("file", "changed_outside", ""), ("file", "entry_unknown", "later.jpg")}, "A boat."),
    (
        entry_spoiled,
        {("file", "changed_outside", ""), ("file", "entry_refused", "a.jpg"), ("file", "entry_missing", "a.jpg")},
        "A boat.",
    ),
    (
        file_removed,
        {("file", "changed_outside", ""), ("file", "entry_missing", "a.jpg"), ("file", "entry_missing", "b.jpg")},
        "A boat.",
    ),
    (file_truncated, {("file", "corrupt", "")}, "A boat."),
    (file_linked, {("file", "corrupt", "")}, "A boat."),
    (file_reformatted, {("file", "changed_outside", "")}, "A boat."),
    (
        row_edited,
        {("file", "entry_differs", "a.jpg"), ("index", "differs", "a.jpg"), ("state", "differs", "")},
        "Behind everybody's back.",
    ),
    (
        row_older,
        {("file", "entry_differs", "a.jpg"), ("index", "differs", "a.jpg"), ("state", "differs", "")},
        "Newer.",
    ),
    (
        row_removed,
        {("file", "entry_unknown", "a.jpg"), ("state", "differs", ""), ("pictures", "new", "a.jpg")},
        "A boat.",
    ),
    (index_removed, {("index", "missing", "a.jpg")}, "A boat."),
    (index_words, {("index", "differs", "a.jpg")}, "A boat."),
    (index_digest, {("index", "differs", "a.jpg")}, "A boat."),
    (state_removed, {("state", "missing", "")}, "A boat."),
    (state_changed, {("state", "differs", "")}, "A boat."),
    (state_open, {("state", "open_differs", "")}, "A boat."),
    (picture_new, {("pictures", "new", "new.png")}, "A boat."),
    (picture_gone, {("pictures", "gone", "a.jpg")}, "A boat."),
    (temporary_left, {("file", "leftover", "")}, "A boat."),
    (
        intent_left,
        {
            ("file", "unfinished", ""),
            ("file", "entry_differs", "a.jpg"),
            ("index", "differs", "a.jpg"),
            ("state", "differs", ""),
        },
        "Committed.",
    ),
]


def everything(folder: ImageFolder) -> tuple[object, ...]:
    place = Path(folder.path)
    file = place / "image_metadata.json"
    return (
        list(Image.objects.order_by("path").values()),
        list(ImageEntry.objects.order_by("pk").values()),
        list(ImageFolder.objects.values()),
        sorted(os.listdir(place)),
        file.read_bytes(),
        file.stat().st_mtime_ns,
        cache.get(folder_key(folder.pk)),
        cache.get(open_key(folder.owner_id)),
    )


@pytest.mark.parametrize(("damage", "told", "description"), DAMAGES, ids=[each[0].__name__ for each in DAMAGES])
def test_a_damage_is_told_and_mended(
    alice: User, make_folder: MakeFolder, damage: Damage, told: set[tuple[str, str, str]], description: str
) -> None:
    folder = make_folder(alice, "a.jpg", "b.jpg", entries=OLD)
    damage(folder, Path(folder.path) / "image_metadata.json")
    found = verify_folder(folder=folder)
    assert {(each.layer, each.kind, each.path) for each in found.differences} == told
    mended = repair_folder(folder=folder, at=now())
    assert mended.before == found
    assert mended.after.differences == ()
    assert Image.objects.get(path="a.jpg").description == file_of(folder)["a.jpg"]["description"] == description
    before = everything(folder)
    again = repair_folder(folder=folder, at=now())
    assert (again.before.differences, again.mended) == ((), 0)
    assert everything(folder) == before
    edit_image(image=Image.objects.get(path="b.jpg"), description="And on it goes.", at=now())
    assert verify_folder(folder=folder).is_whole


@pytest.mark.parametrize("damage", [file_truncated, entry_spoiled])
def test_what_cannot_be_read_is_kept_beside(alice: User, make_folder: MakeFolder, damage: Damage) -> None:
    folder = make_folder(alice, "a.jpg", "b.jpg", entries=OLD)
    file = Path(folder.path) / "image_metadata.json"
    damage(folder, file)
    broken = file.read_bytes()
    (name,) = repair_folder(folder=folder, at=now()).kept
    assert (Path(folder.path) / name).read_bytes() == broken


def test_an_older_file_does_not_win(alice: User, make_folder: MakeFolder) -> None:
    folder = make_folder(alice, "a.jpg", entries=OLD)
    file = Path(folder.path) / "image_metadata.json"
    old, changed = file.read_text(), file.stat().st_mtime_ns
    edit_image(image=Image.objects.get(path="a.jpg"), description="Newer.", at=now())
    file.write_text(old)  # from a backup, with its old time
    os.utime(file, ns=(changed, changed))
    assert repair_folder(folder=folder, at=now()).after.is_whole
    assert file_of(folder)["a.jpg"]["description"] == "Newer."
