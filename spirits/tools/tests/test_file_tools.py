"""file_writer and folder_manager."""

import io
import zipfile

import pytest

from project.lib.clock import now
from spirits.queries.workspace import files_of, read_file
from spirits.services.workspace import write_file


def write(use, action, path="a.txt", **more):
    return use("file_writer", action=action, path=path, **more).data


def test_a_file_is_made_changed_and_changed_back(use):
    assert write(use, "create", content="one\n")["version"] == 1
    assert write(use, "append", content="two\n")["size"] == 8
    write(use, "patch", find="two", content="three")
    assert read_file(use.user, "a.txt") == b"one\nthree\n"
    assert write(use, "undo")["version"] == 4
    assert write(use, "read")["content"] == "one\ntwo\n"
    assert [each["number"] for each in write(use, "history")["versions"]] == [4, 3, 2, 1]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"action": "create", "path": "../../etc/cron.d/x", "content": "x"}, "path"),
        ({"action": "create", "path": "/etc/passwd", "content": "x"}, "path"),
        ({"action": "create", "path": "a\\..\\b", "content": "x"}, "path"),
        ({"action": "create", "path": "held.txt", "content": "x"}, "path"),
        ({"action": "create", "path": "held.txt/below", "content": "x"}, "path"),
        ({"action": "create", "path": "new.txt"}, "content"),
        ({"action": "patch", "path": "held.txt", "find": "absent", "content": "x"}, "find"),
        ({"action": "patch", "path": "held.txt", "find": "a", "content": "x"}, "find"),
        ({"action": "read", "path": "nothing"}, "path"),
        ({"action": "undo", "path": "held.txt"}, "path"),
        ({"action": "burn", "path": "held.txt"}, "action"),
    ],
)
def test_what_cannot_be_written_is_named_and_changes_nothing(use, given, field):
    write_file(user=use.user, path="held.txt", content=b"aa", now=now())
    assert field in use.refused("file_writer", **given)
    assert [(each.path, each.size) for each in files_of(use.user)] == [("held.txt", 2)]


def arrange(use, action, **more):
    return [each["path"] for each in use("folder_manager", action=action, **more).data["paths"]]


@pytest.fixture
def filled(use):
    for path in ("x/a", "x/y/b", "z"):
        write_file(user=use.user, path=path, content=path.encode(), now=now())
    return use


def test_folders_are_shown_moved_copied_and_brought_back(filled):
    assert arrange(filled, "tree") == ["x/a", "x/y/b", "z"]
    assert arrange(filled, "move", path="x/y", to="w") == ["w/b"]
    assert arrange(filled, "copy", path="x", to="v/x") == ["v/x/a"]
    assert arrange(filled, "delete", path="x") == ["x/a"]
    assert arrange(filled, "trash") == ["x/a"]
    assert arrange(filled, "restore", path="x/a") == ["x/a"]
    assert arrange(filled, "tree") == ["v/x/a", "w/b", "x/a", "z"]


def test_a_zip_holds_the_files(filled):
    [artifact] = filled("folder_manager", action="zip", path="x").artifacts
    with zipfile.ZipFile(io.BytesIO(artifact.content)) as archive:
        assert archive.namelist() == ["x/a", "x/y/b"]
        assert archive.read("x/y/b") == b"x/y/b"
        assert archive.testzip() is None


def test_others_files_are_not_there(filled, bob):
    write_file(user=bob, path="hers", content=b"x", now=now())
    assert "hers" not in arrange(filled, "tree")
    assert filled.refused("folder_manager", action="delete", path="hers") == {"path": ["Nothing is there."]}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"action": "move", "path": "x"}, "to"),
        ({"action": "move", "path": "x", "to": "x/y/z"}, "to"),
        ({"action": "move", "path": "x/a", "to": "z"}, "to"),
        ({"action": "copy", "path": "x/a", "to": "../out"}, "to"),
        ({"action": "delete"}, "path"),
        ({"action": "delete", "path": "nowhere"}, "path"),
        ({"action": "restore", "path": "z"}, "path"),
    ],
)
def test_what_cannot_be_arranged_is_named(filled, given, field):
    assert field in filled.refused("folder_manager", **given)
    assert arrange(filled, "tree") == ["x/a", "x/y/b", "z"]
