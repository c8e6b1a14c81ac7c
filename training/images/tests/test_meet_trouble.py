"""Another installation at the same folder, and Redis away."""

import errno
import os
import socket
import subprocess
import sys

import pytest
from django.core.cache import cache
from pytest_django.fixtures import Settings

from accounts.models import User
from project.lib.clock import now
from training.images.errors import FolderNotWritable
from training.images.services.edit_image import edit_image
from training.images.services.repair_folder import repair_folder
from training.images.services.status import init_status
from training.images.services.verify_folder import verify_folder
from training.images.tests.conftest import MakeFolder, file_of

pytestmark = pytest.mark.django_db(transaction=True)

HOLD = "import fcntl,os,sys; f=os.open(sys.argv[1],os.O_RDONLY); fcntl.flock(f,fcntl.LOCK_EX); print('held',flush=True); input()"
OLD = {"a.jpg": {"description": "A boat.", "tags": [], "text_content": "", "is_processed": True}}


@pytest.fixture
def no_redis(settings: Settings) -> None:
    """The cache is at a server that refuses every connection, as a stopped one does."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"redis://127.0.0.1:{server.getsockname()[1]}/0"
    settings.CACHES = {**settings.CACHES, "default": {**settings.CACHES["default"], "LOCATION": address}}


def test_a_folder_another_installation_writes_is_left_alone(alice: User, make_folder: MakeFolder) -> None:
    folder = make_folder(alice, "a.jpg", entries=OLD)
    command = [sys.executable, "-c", HOLD, folder.path]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(FolderNotWritable, match="Another program is writing"):
            edit_image(image=folder.images.get(), description="New", at=now())
        other.communicate("\n")
    assert file_of(folder)["a.jpg"]["description"] == folder.images.get().description == "A boat."
    edit_image(image=folder.images.get(), description="New", at=now())
    assert verify_folder(folder=folder).is_whole


def test_a_change_gets_through_without_redis(alice: User, make_folder: MakeFolder, no_redis: None) -> None:
    folder = make_folder(alice, "a.jpg", entries=OLD)
    edit_image(image=folder.images.get(), description="New", at=now())
    assert file_of(folder)["a.jpg"]["description"] == "New"
    assert init_status(alice).is_initialized
    assert [(each.layer, each.kind) for each in verify_folder(folder=folder).differences] == [("state", "away")]


def test_the_state_is_mended_when_redis_is_empty(alice: User, make_folder: MakeFolder) -> None:
    folder = make_folder(alice, "a.jpg", entries=OLD)
    cache.clear()
    assert {each.kind for each in verify_folder(folder=folder).differences} == {"missing", "open_differs"}
    assert repair_folder(folder=folder, at=now()).after.is_whole
    cache.clear()
    assert init_status(alice).folder == folder
    assert init_status(alice).state is not None


def test_a_disk_that_fails_at_the_last_step_gets_the_file_later(
    alice: User, make_folder: MakeFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_folder(alice, "a.jpg", entries=OLD)

    def refuse(*args: object, **kwargs: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    with monkeypatch.context() as patch:
        patch.setattr(os, "rename", refuse)
        with pytest.raises(FolderNotWritable) as caught:
            edit_image(image=folder.images.get(), description="New", at=now())
    assert caught.value.message.startswith("The change is kept, but it is not in the file yet. ")
    folder.refresh_from_db()
    assert "mounted read-only" in folder.problem
    assert (init_status(alice).is_initialized, init_status(alice).reason) == (False, folder.problem)
    assert file_of(folder)["a.jpg"]["description"] == "A boat."
    assert "unfinished" in {each.kind for each in verify_folder(folder=folder).differences}
    edit_image(image=folder.images.get(), text_content="And on", at=now())
    folder.refresh_from_db()
    assert (folder.problem, file_of(folder)["a.jpg"]["description"]) == ("", "New")
    assert verify_folder(folder=folder).is_whole
