"""The page of a person's files."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.testing import client_of
from spirits.queries.workspace import every_file_of, files_of, read_file

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.WORKSPACES_DIR = tmp_path


def upload(client, content=b"city,sold\nOslo,3\n", name="sales.csv", folder=""):
    return client.post(
        "/workspace/upload/", {"files": SimpleUploadedFile(name, content), "folder": folder}, follow=True
    )


def test_files_are_uploaded_changed_back_trashed_and_restored(alice, bob):
    client = client_of(alice)
    assert "1 file is there." in upload(client, folder="2026").content.decode()
    upload(client, b"new", folder="2026")
    client.post("/workspace/undo/", {"path": "2026/sales.csv"})
    assert read_file(alice, "2026/sales.csv") == b"city,sold\nOslo,3\n"
    assert client.get("/files/?path=2026/sales.csv").content == b"city,sold\nOslo,3\n"
    assert client_of(bob).post("/workspace/trash/", {"path": "2026/sales.csv"}).status_code == 404
    client.post("/workspace/trash/", {"path": "2026/sales.csv"})
    assert not files_of(alice).exists()
    assert "2026/sales.csv" in client.get("/workspace/").content.decode()
    client.post("/workspace/restore/", {"path": "2026/sales.csv"})
    assert [each.path for each in files_of(alice)] == ["2026/sales.csv"]


def test_what_does_not_fit_is_told_and_nothing_is_kept(alice):
    client = client_of(alice)
    assert "Choose 1 to 20 files." in client.post("/workspace/upload/", {}, follow=True).content.decode()
    assert "A path must not contain" in upload(client, folder="../up").content.decode()
    assert "A file may have 20 MB." in upload(client, b"x" * 20_000_001).content.decode()
    assert not files_of(alice).exists()


def test_files_are_renamed_and_the_trash_is_emptied_for_good(alice, bob):
    client = client_of(alice)
    upload(client)
    move = {"path": "sales.csv", "to": "2026/march.csv"}
    assert client_of(bob).post("/workspace/move/", move).status_code == 404
    assert "Moved." in client.post("/workspace/move/", move, follow=True).content.decode()
    assert [each.path for each in files_of(alice)] == ["2026/march.csv"]
    refused = client.post("/workspace/move/", {"path": "2026/march.csv", "to": "../x"}, follow=True)
    assert "A path must not contain" in refused.content.decode()
    client.post("/workspace/trash/", {"path": "2026/march.csv"})
    client_of(bob).post("/workspace/empty-trash/")
    assert every_file_of(alice).count() == 1
    assert "1 file is gone." in client.post("/workspace/empty-trash/", follow=True).content.decode()
    assert not every_file_of(alice).exists()
