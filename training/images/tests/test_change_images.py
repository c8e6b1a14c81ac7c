"""A change reaches rows, search, file and state, or none of them."""

import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connections

from accounts.models import User
from project.lib.clock import now
from project.lib.errors import DaimonError, InvalidInput
from training.images.errors import ChangedOutside, FolderUnusable, MetadataCorrupt
from training.images.models import Image, ImageEntry, ImageFolder, ImageIntent
from training.images.services.edit_image import edit_image, forget_missing, tag_images
from training.images.services.register_folder import register_folder
from training.images.services.scan_folder import scan_folder
from training.images.services.state import kept_open, kept_state
from training.images.services.verify_folder import verify_folder
from training.images.tests.conftest import MakeFolder, draw, file_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

OLD = {"a.jpg": {"description": "A boat.", "tags": ["sea"], "text_content": "", "is_processed": True, "rating": 5}}


def image(folder: ImageFolder, path: str = "a.jpg") -> Image:
    return Image.objects.get(folder=folder, path=path)


def test_a_folder_with_an_old_file_is_taken_over(alice: User, make_folder: MakeFolder) -> None:
    folder = make_folder(alice, "a.jpg", "sub/b.png", entries=OLD)
    assert image(folder).description == "A boat."
    assert (image(folder).is_processed, image(folder, "sub/b.png").is_processed) == (True, False)
    assert file_of(folder)["a.jpg"] == OLD["a.jpg"]
    assert list(file_of(folder)) == ["a.jpg", "sub/b.png"]
    assert kept_state(folder.pk) == {
        "revision": 1,
        "written_revision": 1,
        "total": 2,
        "processed": 1,
        "problems": 0,
        "missing": 0,
    }
    assert kept_open(alice.pk) == str(folder.pk)
    assert verify_folder(folder=folder).differences == ()
    assert not ImageIntent.objects.exists()


def test_only_described_writes_nothing(alice: User, make_folder: MakeFolder) -> None:
    folder = make_folder(alice, "a.jpg", "b.png", entries=OLD, only_described=True)
    assert json.dumps(file_of(folder)) == json.dumps(OLD)
    assert [row.path for row in folder.images.all()] == ["a.jpg"]
    assert [each.kind for each in verify_folder(folder=folder).differences] == ["new"]


def test_an_edit_reaches_every_layer(alice: User, make_folder: MakeFolder) -> None:
    folder = make_folder(alice, "a.jpg", "b.jpg", entries=OLD)
    edited = edit_image(image=image(folder), description="Zwei Boote", tags=["See", " rotes  Boot "], at=now())
    assert (edited.description, edited.tags) == ("Zwei Boote", ["See", "rotes Boot"])
    entry = file_of(folder)["a.jpg"]
    assert (entry["description"], entry["tags"], entry["rating"]) == ("Zwei Boote", ["See", "rotes Boot"], 5)
    assert "'boot':" in ImageEntry.objects.get(image=edited).words
    assert kept_state(folder.pk)["revision"] == edited.revision == entry["revision"] == 2
    assert verify_folder(folder=folder).is_whole
    assert os.listdir(folder.path).count("image_metadata.json") == 1
    assert [name for name in os.listdir(folder.path) if name.startswith(".")] == []


def test_the_same_words_again_change_nothing(alice: User, make_folder: MakeFolder) -> None:
    folder = make_folder(alice, "a.jpg", entries=OLD)
    before = (Path(folder.path) / "image_metadata.json").stat().st_mtime_ns
    edit_image(image=image(folder), description="A boat.", at=now())
    assert (Path(folder.path) / "image_metadata.json").stat().st_mtime_ns == before


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"description": "x" * 20_001}, "description"),
        ({"description": "a\0b"}, "description"),
        ({"tags": ["x" * 81]}, "tags"),
        ({"tags": [str(number) for number in range(201)]}, "tags"),
        ({"text_content": "\ud800"}, "text_content"),
    ],
)
def test_a_bad_edit_names_its_field(alice: User, make_folder: MakeFolder, given: dict, field: str) -> None:
    folder = make_folder(alice, "a.jpg", entries=OLD)
    with pytest.raises(InvalidInput) as caught:
        edit_image(image=image(folder), at=now(), **given)
    assert list(caught.value.fields) == [field]
    assert verify_folder(folder=folder).is_whole


def test_a_file_that_another_program_changed_stops_the_edit(alice: User, make_folder: MakeFolder) -> None:
    folder = make_folder(alice, "a.jpg", entries=OLD)
    file = Path(folder.path) / "image_metadata.json"
    file.write_text(json.dumps({"a.jpg": {"description": "Theirs"}}))
    with pytest.raises(ChangedOutside):
        edit_image(image=image(folder), description="Ours", at=now())
    assert json.loads(file.read_text()) == {"a.jpg": {"description": "Theirs"}}
    assert image(folder).description == "A boat."


def test_a_truncated_file_stops_the_edit(alice: User, make_folder: MakeFolder) -> None:
    folder = make_folder(alice, "a.jpg", entries=OLD)
    file = Path(folder.path) / "image_metadata.json"
    file.write_bytes(file.read_bytes()[:40])
    with pytest.raises(MetadataCorrupt):
        edit_image(image=image(folder), description="Ours", at=now())
    assert len(file.read_bytes()) == 40


def test_a_file_that_is_a_link_is_not_followed(alice: User, make_folder: MakeFolder, tmp_path: Path) -> None:
    folder = make_folder(alice, "a.jpg", entries=OLD)
    file = Path(folder.path) / "image_metadata.json"
    outside = tmp_path / "outside.json"
    file.rename(outside)
    file.symlink_to(outside)
    before = outside.read_bytes()
    with pytest.raises(MetadataCorrupt):
        edit_image(image=image(folder), description="Ours", at=now())
    assert outside.read_bytes() == before


def test_a_folder_replaced_by_a_link_is_not_followed(alice: User, make_folder: MakeFolder, tmp_path: Path) -> None:
    folder = make_folder(alice, "a.jpg", entries=OLD)
    Path(folder.path).rename(tmp_path / "elsewhere")
    Path(folder.path).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(FolderUnusable):
        edit_image(image=image(folder), description="Ours", at=now())
    assert image(folder).description == "A boat."


def test_two_writers_of_one_folder_both_get_through(alice: User, make_folder: MakeFolder) -> None:
    names = [f"{number}.png" for number in range(12)]
    folder = make_folder(alice, *names)

    def edit(name: str) -> None:
        try:
            for turn in range(3):
                edit_image(image=image(folder, name), description=f"{name} {turn}", at=now())
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(edit, names))
    assert {path: entry["description"] for path, entry in file_of(folder).items()} == {
        name: f"{name} 2" for name in names
    }
    assert verify_folder(folder=folder).differences == ()
    assert not ImageIntent.objects.exists()


def test_many_get_tags_at_once(alice: User, make_folder: MakeFolder) -> None:
    folder = make_folder(alice, "a.jpg", "b.jpg", "c.jpg", entries=OLD)
    assert tag_images(folder=folder, paths=["a.jpg", "b.jpg"], add=["boat"], remove=["sea"], at=now()) == 2
    assert [row.tags for row in folder.images.order_by("path")] == [["boat"], ["boat"], []]
    assert file_of(folder)["b.jpg"]["tags"] == ["boat"]


def test_a_scan_finds_new_gone_and_renamed_pictures(alice: User, make_folder: MakeFolder) -> None:
    folder = make_folder(alice, "a.jpg", "b.png", "c.png", entries=OLD)
    place = Path(folder.path)
    for row in folder.images.all():  # as processing would measure them
        content = (place / row.path).read_bytes()
        Image.objects.filter(pk=row.pk).update(
            size=len(content), sha256=__import__("hashlib").sha256(content).hexdigest()
        )
    assert not verify_folder(folder=folder).is_whole  # rows changed behind the file's back
    (place / "b.png").rename(place / "renamed.png")
    (place / "c.png").unlink()
    draw(place / "new/d.png", (1, 2, 3))
    (place / "link.png").symlink_to("/etc/passwd")
    (place / "aside").symlink_to("/etc")
    done = scan_folder(folder=folder, at=now())
    assert (done.added, done.gone, done.found_again, done.renamed) == (1, 1, 0, 1)
    assert done.passed_over == (("link.png", "It is a link, and links are not followed."),)
    assert {row.path: row.is_missing for row in folder.images.all()} == {
        "a.jpg": False,
        "c.png": True,
        "new/d.png": False,
        "renamed.png": False,
    }
    assert set(file_of(folder)) == {"a.jpg", "c.png", "new/d.png", "renamed.png"}
    assert forget_missing(folder=folder, at=now()) == 1
    assert set(file_of(folder)) == {"a.jpg", "new/d.png", "renamed.png"}
    draw(place / "c.png")
    assert scan_folder(folder=folder, at=now()).added == 1


@pytest.mark.parametrize("path", ["/etc", "../", "relative", "", "/nowhere/at/all", "a\0b"])
def test_a_folder_outside_the_roots_is_refused(alice: User, root: Path, path: str) -> None:
    with pytest.raises(DaimonError) as caught:
        register_folder(user=alice, path=path, at=now())
    assert list(caught.value.fields) == ["path"]
    assert not ImageFolder.objects.exists()


def test_a_link_out_of_the_root_is_refused(alice: User, root: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").mkdir()
    (root / "door").symlink_to(tmp_path / "secret")
    with pytest.raises(DaimonError) as caught:
        register_folder(user=alice, path=str(root / "door"), at=now())
    assert caught.value.code == "image_folder_not_allowed"


def test_each_person_has_a_place_of_their_own(alice: User, bob: User, root: Path, settings: object) -> None:
    settings.IMAGE_ROOTS = [f"{root}/{{email}}"]
    (root / alice.email).mkdir()
    assert register_folder(user=alice, path=f"{root}/{alice.email}", at=now()).path == f"{root}/{alice.email}"
    with pytest.raises(DaimonError):
        register_folder(user=bob, path=f"{root}/{alice.email}", at=now())
