"""The endpoints of image folders and pictures."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries, Settings

from accounts.models import User
from accounts.testing import client_of
from jobs.worker.drain import run_waiting
from training.images.models import Image, ImageFolder
from training.images.tests.conftest import MakeFolder, draw, file_of
from training.images.tests.test_upload_folder import zipped

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
API = "/api/v1/image-folders"
OLD = {"a.jpg": {"description": "A sailing boat.", "tags": ["sea"], "text_content": "KIEL", "is_processed": True}}


@pytest.fixture
def page(alice: User) -> Client:
    return client_of(alice)


def post(client: Client, path: str, data: Any = None, **headers: str) -> Any:
    return client.post(f"{API}{path}", data or {}, content_type="application/json", headers=headers)


def test_a_fresh_start_is_told_with_why(page: Client, root: Path) -> None:
    assert page.get(f"{API}/init-status").json() == {
        "initialized": False,
        "reason": "No image folder is open. Register one, or upload an archive.",
        "folder": None,
        "state": None,
        "search": "words",
        "sees": False,
    }


def test_the_status_follows_the_truth(page: Client, root: Path, settings: Settings) -> None:
    (root / "beach").mkdir()
    made = post(page, "", {"path": str(root / "beach")}).json()
    told = page.get(f"{API}/init-status").json()
    assert (told["initialized"], told["reason"]) == (False, "The folder beach holds no pictures.")
    draw(root / "beach/a.png")
    assert post(page, f"/{made['id']}/scan").json() == {
        "added": 1,
        "gone": 0,
        "found_again": 0,
        "renamed": 0,
        "passed_over": [],
    }
    told = page.get(f"{API}/init-status").json()
    assert (told["initialized"], told["reason"], told["state"]["total"]) == (True, "", 1)
    (root / "beach").rename(root / "elsewhere")
    told = page.get(f"{API}/init-status").json()
    assert told["initialized"] is False
    assert "cannot be opened" in told["reason"]
    settings.IMAGE_ROOTS = []
    assert "below none of the roots" in page.get(f"{API}/init-status").json()["reason"]


def test_a_folder_is_registered_once(page: Client, bob: User, root: Path) -> None:
    draw(root / "beach/a.png")
    body = {"path": str(root / "beach"), "name": "Summer"}
    first = post(page, "", body, **{"Idempotency-Key": "one"})
    again = post(page, "", body, **{"Idempotency-Key": "one"})
    assert (first.status_code, again.status_code, again.content) == (201, 201, first.content)
    assert ImageFolder.objects.count() == 1
    for client in (page, client_of(bob)):
        taken = post(client, "", body)
        assert (taken.status_code, taken.json()["error"]["code"]) == (409, "image_folder_taken")
    refused = post(page, "", {"path": "/etc"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "image_folder_not_allowed")
    assert page.get(f"{API}/").json()["results"][0]["name"] == "Summer"


def test_an_archive_is_uploaded_once(page: Client, root: Path, tmp_path: Path) -> None:
    content = zipped(("a.png", draw(tmp_path / "one.png").read_bytes())).getvalue()

    def upload(content: bytes, name: str = "Zip") -> Any:
        archive = SimpleUploadedFile("pictures.zip", content, content_type="application/zip")
        return page.post(f"{API}/upload", {"name": name, "archive": archive}, headers={"Idempotency-Key": "zip"})

    first = upload(content)
    assert (first.status_code, first.json()["source"], first.json()["state"]["total"]) == (201, "archive", 1)
    assert upload(content).content == first.content
    assert upload(b"other").json()["error"]["code"] == "idempotency_key_reused"
    bad = page.post(f"{API}/upload", {"name": "Bad", "archive": io.BytesIO(b"no zip")})
    assert (bad.status_code, list(bad.json()["error"]["fields"])) == (400, ["archive"])
    assert list(page.post(f"{API}/upload", {"name": "x"}).json()["error"]["fields"]) == ["archive"]


def test_an_upload_beyond_the_limit_is_not_even_read(page: Client, root: Path, settings: Settings) -> None:
    settings.IMAGE_ARCHIVE_MEGABYTES = settings.DATASET_UPLOAD_MEGABYTES = 1
    archive = SimpleUploadedFile("pictures.zip", b"x" * 4_000_000)
    assert page.post(f"{API}/upload", {"name": "Large", "archive": archive}).status_code == 413


def test_a_picture_is_changed_in_every_layer(page: Client, alice: User, make_folder: MakeFolder) -> None:
    folder = make_folder(alice, "a.jpg", entries=OLD)
    image = Image.objects.get()
    url = f"/api/v1/images/{image.pk}"
    read = page.get(url)
    assert page.patch(url, {"tags": ["x"]}, content_type="application/json").status_code == 428
    done = page.patch(
        url, {"tags": ["sea", "wind"]}, content_type="application/json", headers={"If-Match": read["ETag"]}
    )
    assert (done.status_code, done.json()["tags"], done.json()["description"]) == (
        200,
        ["sea", "wind"],
        "A sailing boat.",
    )
    assert file_of(folder)["a.jpg"]["tags"] == ["sea", "wind"]
    stale = page.patch(url, {"tags": []}, content_type="application/json", headers={"If-Match": read["ETag"]})
    assert stale.status_code == 412
    (Path(folder.path) / "image_metadata.json").write_text("{}")
    other = page.patch(url, {"tags": []}, content_type="application/json", headers={"If-Match": "*"})
    assert (other.status_code, other.json()["error"]["code"]) == (409, "image_metadata_changed_outside")


def test_a_folder_is_searched_and_filtered(
    page: Client, alice: User, make_folder: MakeFolder, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    entries = {
        **OLD,
        "b.png": {"description": "A cat on a Boat", "tags": ["cat"], "text_content": "", "is_processed": True},
        "sub/IMG_0042.png": {"description": "", "tags": [], "text_content": "", "is_processed": False},
    }
    folder = make_folder(alice, "a.jpg", "b.png", "sub/IMG_0042.png", entries=entries)

    def search(query: str) -> list[str]:
        found = page.get(f"{API}/{folder.pk}/search", {"q": query}).json()
        assert found["engine"] == "words"
        return [each["path"] for each in found["results"]]

    assert search("boat cat") == ["b.png", "a.jpg"]
    assert search("sail") == ["a.jpg"]
    assert search("kiel") == ["a.jpg"]
    assert search("0042") == ["sub/IMG_0042.png"]
    assert search("") == search("nothing of it") == search("'); DROP TABLE x --") == []
    assert page.get(f"{API}/{folder.pk}/search", {"q": "x" * 501}).status_code == 400

    def listed(**filters: str) -> list[str]:
        return [each["path"] for each in page.get("/api/v1/images", filters).json()["results"]]

    assert listed(folder=str(folder.pk), show="unprocessed") == listed(show="untagged") == ["sub/IMG_0042.png"]
    assert (listed(tag="cat"), listed(tag="nobody")) == (["b.png"], [])
    with django_assert_max_num_queries(8):
        assert len(listed()) == 3
    assert page.get("/api/v1/images", {"show": "strange"}).status_code == 400


def test_pictures_that_look_alike_are_found(page: Client, alice: User, make_folder: MakeFolder, root: Path) -> None:
    draw(root / "beach/a.png", (200, 10, 10), (64, 48))
    draw(root / "beach/b.jpg", (205, 10, 10), (64, 48))
    folder = make_folder(alice)
    assert post(page, f"/{folder.pk}/process", {"model": None}).status_code == 202
    run_waiting()
    image = Image.objects.get(path="a.png")
    found = page.get(f"/api/v1/images/{image.pk}/alike").json()["results"]
    assert [each["path"] for each in found] == ["b.jpg"]
    again = post(page, f"/{folder.pk}/process")
    assert (again.status_code, again.json()["error"]["code"]) == (409, "nothing_to_process")
    progress = page.get(f"{API}/{folder.pk}").json()["processing"]
    assert (progress["percent"], progress["is_running"]) == (100, False)


def test_many_are_tagged_and_stray_ids_are_left_alone(
    page: Client, alice: User, bob: User, make_folder: MakeFolder
) -> None:
    folder = make_folder(alice, "a.jpg", "b.jpg", entries=OLD)
    foreign = make_folder(bob, "x.jpg", folder="bobs")
    ids = [str(pk) for pk in Image.objects.values_list("pk", flat=True)]
    assert post(page, f"/{folder.pk}/tag", {"images": ids, "add": ["new"]}).json() == {"changed": 2}
    assert Image.objects.get(folder=foreign).tags == []
    assert post(page, f"/{folder.pk}/tag", {"images": []}).status_code == 400


def test_a_damage_is_told_and_mended(page: Client, alice: User, make_folder: MakeFolder) -> None:
    folder = make_folder(alice, "a.jpg", entries=OLD)
    assert page.get(f"{API}/{folder.pk}/verify").json()["is_whole"] is True
    Path(folder.path, "image_metadata.json").write_text('{"a.jpg": ')
    report = page.get(f"{API}/{folder.pk}/verify").json()
    assert (report["count"], report["by_layer"]) == (1, {"file": 1, "index": 0, "state": 0, "pictures": 0})
    assert report["differences"][0]["kind"] == "corrupt"
    done = post(page, f"/{folder.pk}/repair").json()
    assert (done["mended"], done["after"]["is_whole"], len(done["kept"])) == (1, True, 1)
    assert json.loads(Path(folder.path, "image_metadata.json").read_text())["a.jpg"]["description"] == "A sailing boat."
    assert post(page, f"/{folder.pk}/repair").json()["mended"] == 0


def test_a_closed_folder_stays_on_the_disk(page: Client, alice: User, make_folder: MakeFolder) -> None:
    folder = make_folder(alice, "a.jpg", entries=OLD)
    renamed = page.patch(
        f"{API}/{folder.pk}", {"name": "Sea"}, content_type="application/json", headers={"If-Match": "*"}
    )
    assert renamed.json()["name"] == "Sea"
    assert page.delete(f"{API}/{folder.pk}").status_code == 204
    assert file_of(folder)["a.jpg"]["description"] == "A sailing boat."
    assert not Image.objects.exists()
    assert page.get(f"{API}/init-status").json()["initialized"] is False
