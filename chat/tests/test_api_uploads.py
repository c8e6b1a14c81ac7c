"""/api/v1/uploads, and messages that bring files along."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import User
from accounts.testing import client_of, make_user
from chat.models import Attachment, Message, Upload
from chat.testing import make_conversation, make_scripted_model

pytestmark = pytest.mark.django_db
URL = "/api/v1/uploads/"


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.UPLOADS_DIR = tmp_path / "uploads"


@pytest.fixture
def owner() -> User:
    return make_user()


def post(client: Client, content: bytes = b"# Notes\n\nTea is at four.", name: str = "notes.md", **extra: Any) -> Any:
    return client.post(URL, {"file": SimpleUploadedFile(name, content)}, **extra)


def test_a_file_goes_up_with_a_message_and_comes_back_as_it_was(owner: User) -> None:
    client = client_of(owner)
    made = post(client)
    assert made.status_code == 201
    body = made.json()
    assert (body["name"], body["kind"], body["form"], body["size"]) == ("notes.md", "document", "markdown", 24)
    conversation = make_conversation(owner)
    address = f"/api/v1/conversations/{conversation.pk}/messages/"
    sent = client.post(address, {"content": "When is tea?", "uploads": [body["id"]]}, content_type="application/json")
    assert sent.status_code == 202
    [question, answer] = client.get(address).json()["results"]
    assert question["attachments"] == [{"upload": body, "knowledge_base": None}]
    assert answer["attachments"] == []
    got = client.get(f"{URL}{body['id']}/content/")
    assert b"".join(got.streaming_content) == b"# Notes\n\nTea is at four."
    assert got["Content-Disposition"] == 'attachment; filename="notes.md"'
    assert (got["Content-Type"], got["X-Content-Type-Options"]) == ("application/octet-stream", "nosniff")
    assert [each["id"] for each in client.get(URL).json()["results"]] == [body["id"]]
    assert client.delete(f"{URL}{body['id']}/").status_code == 204
    assert Attachment.objects.count() == 0


def test_a_page_of_html_is_never_shown_by_this_site(owner: User) -> None:
    client = client_of(owner)
    made = post(
        client, b"<!doctype html><body><script>alert(1)</script><p>Tea is at four.</p></body>", "page.html"
    ).json()
    for address in (f"{URL}{made['id']}/content/", f"/chat/uploads/{made['id']}/"):
        got = client.get(address)
        assert got["Content-Disposition"].startswith("attachment")
        assert got["Content-Type"] == "application/octet-stream"
    assert client.get(f"/chat/uploads/{made['id']}/picture/").status_code == 404


def test_a_repeated_key_uploads_once(owner: User) -> None:
    client = client_of(owner)
    headers = {"Idempotency-Key": "one"}
    assert post(client, headers=headers).json() == post(client, headers=headers).json()
    assert Upload.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [(b"MZ\x90\x00rest", "setup.exe", "upload_refused"), (b"", "empty.txt", "invalid")],
)
def test_what_is_refused_says_why(owner: User, content: bytes, name: str, code: str) -> None:
    answer = post(client_of(owner), content, name)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == code
    assert list(answer.json()["error"]["fields"]) == ["file"]


@pytest.mark.parametrize("uploads", [["nothing"], ["01900000-0000-7000-8000-000000000000"], "x", [None], 7])
def test_files_that_are_none_are_named_and_nothing_is_said(owner: User, uploads: Any) -> None:
    conversation = make_conversation(owner)
    answer = client_of(owner).post(
        f"/api/v1/conversations/{conversation.pk}/messages/",
        {"content": "Hello", "uploads": uploads},
        content_type="application/json",
    )
    assert answer.status_code == 400
    assert "uploads" in str(answer.json()["error"]["fields"])
    assert Message.objects.count() == 0


def test_the_composers_doors(owner: User) -> None:
    make_scripted_model()
    client = client_of(owner)
    chip = client.post(
        "/chat/uploads/", {"file": SimpleUploadedFile("notes.md", b"Tea.")}, headers={"HX-Request": "true"}
    )
    upload = Upload.objects.get()
    assert f'value="{upload.pk}"' in chip.content.decode()
    again = client.get("/chat/uploads/chips/", {"uploads": [str(upload.pk), "01900000-0000-7000-8000-000000000000"]})
    assert again.content.decode().count("data-chip>") == 1
    picked = client.post(
        "/chat/uploads/pick/", {"kind": "upload", "value": str(upload.pk)}, headers={"HX-Request": "true"}
    )
    assert picked.content == chip.content
    bad = client.post("/chat/uploads/", {"file": SimpleUploadedFile("a.exe", b"MZ..")}, headers={"HX-Request": "true"})
    assert (bad.status_code, "a program" in bad["HX-Trigger"]) == (400, True)
    found = client.get("/chat/suggest/", {"word": "#not"})
    assert 'data-pick="upload"' in found.content.decode()
    plain = client.post("/chat/start/", {"content": "Hi", "file": SimpleUploadedFile("b.txt", b"Words.")})
    assert plain.status_code == 302
    assert Attachment.objects.get().upload.name == "b.txt"  # type: ignore[union-attr]
    page = client.get(plain["Location"]).content.decode()
    assert "b.txt" in page
    assert client.post(f"/chat/uploads/{upload.pk}/remove/", headers={"HX-Request": "true"}).status_code == 200
