"""Workspace files: written, moved, copied, trashed, restored and undone, and never outside."""

import pytest

from project.lib.clock import now
from project.lib.errors import InvalidInput
from spirits.errors import WorkspaceFileNotFound, WorkspaceFull, WorkspacePathTaken
from spirits.models import WorkspaceFile
from spirits.queries.workspace import bytes_used, files_of, read_file, versions_of_file
from spirits.rules.workspace_paths import clean_path
from spirits.services.workspace import (
    copy_path,
    empty_trash,
    files,
    move_path,
    restore_file,
    trash_path,
    undo_change,
    write_file,
    write_files,
)


def write(user, path, content=b"one"):
    return write_file(user=user, path=path, content=content, now=now())


def paths(user):
    return [each.path for each in files_of(user)]


def test_a_file_holds_what_was_written_last_and_keeps_what_was_before(alice):
    write(alice, "notes/a.txt")
    file = write(alice, "notes/a.txt", b"two")
    assert read_file(alice, "notes/a.txt") == b"two"
    assert [each.number for each in versions_of_file(file)] == [2, 1]
    undo_change(user=alice, path="notes/a.txt", now=now())
    assert read_file(alice, "notes/a.txt") == b"one"


def test_everybody_has_a_workspace_of_their_own(alice, bob):
    write(alice, "a.txt")
    write(bob, "a.txt", b"of bob")
    assert read_file(alice, "a.txt") == b"one"
    with pytest.raises(WorkspaceFileNotFound):
        read_file(bob, "b.txt")


def test_a_folder_moves_with_everything_in_it(alice):
    for path in ("x/a", "x/y/b", "xz/c"):
        write(alice, path)
    move_path(user=alice, path="x", to="new/place", now=now())
    assert paths(alice) == ["new/place/a", "new/place/y/b", "xz/c"]
    undo_change(user=alice, path="new/place/a", now=now())
    assert paths(alice) == ["new/place/y/b", "x/a", "xz/c"]


def test_a_copy_is_a_file_of_its_own(alice):
    write(alice, "a")
    copy_path(user=alice, path="a", to="b", now=now())
    write(alice, "a", b"two")
    assert read_file(alice, "b") == b"one"


def test_trash_gives_back_and_is_emptied_for_good(alice):
    write(alice, "x/a")
    write(alice, "keep")
    trash_path(user=alice, path="x", now=now())
    assert paths(alice) == ["keep"]
    restore_file(user=alice, path="x/a", now=now())
    assert paths(alice) == ["keep", "x/a"]
    trash_path(user=alice, path="x/a", now=now())
    assert empty_trash(user=alice) == 1
    with pytest.raises(WorkspaceFileNotFound):
        restore_file(user=alice, path="x/a", now=now())
    assert read_file(alice, "keep") == b"one"


def test_a_content_is_counted_once_however_many_files_have_it(alice):
    write(alice, "a", b"x" * 100)
    copy_path(user=alice, path="a", to="b", now=now())
    assert bytes_used(alice) == 100


def test_more_than_the_quota_is_refused_whole(alice, monkeypatch):
    monkeypatch.setattr(files, "QUOTA_BYTES", 10)
    with pytest.raises(WorkspaceFull):
        write_files(user=alice, contents={"a": b"x" * 6, "b": b"y" * 6}, now=now())
    assert not WorkspaceFile.objects.exists()


@pytest.mark.parametrize(("first", "second"), [("a", "a/b"), ("a/b", "a")])
def test_a_file_is_no_folder(alice, first, second):
    write(alice, first)
    with pytest.raises(WorkspacePathTaken):
        write(alice, second)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/etc/passwd",
        "../x",
        "a/../../b",
        "a//b",
        "a/",
        ".",
        "a\x00b",
        "a\\..\\b",
        "C:/x",
        " a",
        "a\nb",
        "x" * 501,
        "/".join("a" * 25),
        "a/./b",
        "\u202eevil",
    ],
)
def test_a_path_that_is_not_plainly_inside_is_refused(path):
    with pytest.raises(InvalidInput) as caught:
        clean_path(path)
    assert list(caught.value.fields) == ["path"]


def test_a_folder_does_not_go_into_itself(alice):
    write(alice, "a/b")
    with pytest.raises(InvalidInput):
        move_path(user=alice, path="a", to="a/c", now=now())
