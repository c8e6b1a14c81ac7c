"""An old folder is walked without following links, and everything wrong in it is named with file and place."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from training.legacy.reading.findings import Weight
from training.legacy.reading.folder import LegacyFolder
from training.legacy.reading.survey import Survey, seals_of, survey

AT = datetime(2026, 11, 28, 12, tzinfo=UTC)
EMPTY_STATE = {"queue": [], "history": []}


def write(path: Path, content: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())


def look(root: Path, most_bytes: int = 1_000_000) -> Survey:
    return survey(LegacyFolder(root, most_bytes), at=AT)


def kept(root: Path) -> list[tuple[Path, int, int, int]]:
    """What must not change: inode, size and time of change of everything below it."""
    return [
        (path, stat.st_ino, stat.st_size, stat.st_mtime_ns) for path in sorted(root.rglob("*")) if (stat := path.stat())
    ]


def told(found: Survey) -> list[tuple[str, str, str, str]]:
    return [(each.weight, each.file, each.place, each.reason) for each in found.findings]


def test_reads_every_kind_of_file(tmp_path: Path) -> None:
    write(tmp_path / ".queue_state.json", EMPTY_STATE)
    write(
        tmp_path / "photos" / "image_metadata.json",
        {"a.jpg": {"description": "A", "tags": ["x"], "is_processed": True}},
    )
    write(tmp_path / "photos" / "deep" / "image_metadata.json", {})
    write(tmp_path / "app_state" / "settings.json", {"slow_request_ms": 1500})
    write(tmp_path / "elsewhere" / "settings.json", b"not read")
    found = look(tmp_path)
    assert told(found) == []
    assert [seal.file for seal in found.seals] == [
        ".queue_state.json",
        "app_state/settings.json",
        "photos/image_metadata.json",
        "photos/deep/image_metadata.json",
    ]
    assert [(each.folder, sorted(each.paths)) for each in found.images] == [("photos", ["a.jpg"]), ("photos/deep", [])]
    assert [(each.name, each.value) for each in found.settings] == [("slow_request_ms", 1500)]
    assert seals_of(LegacyFolder(tmp_path, 1_000_000)) == found.seals


def test_says_when_there_is_nothing(tmp_path: Path) -> None:
    assert told(look(tmp_path)) == [
        (
            Weight.BROKEN,
            "",
            "",
            "There is no .queue_state.json, image_metadata.json or app_state/settings.json in it or below it.",
        )
    ]


def test_links_pipes_and_folders_in_the_place_of_files(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    write(outside / "image_metadata.json", {"secret.jpg": {}})
    root = tmp_path / "old"
    write(root / ".queue_state.json", EMPTY_STATE)
    (root / "linked").symlink_to(outside)
    (root / "photos").mkdir()
    (root / "photos" / "image_metadata.json").symlink_to(outside / "image_metadata.json")
    (root / "pipes").mkdir()
    os.mkfifo(root / "pipes" / "image_metadata.json")
    (root / "folders" / "image_metadata.json").mkdir(parents=True)
    found = look(root)
    assert found.images == []
    assert told(found) == [
        (Weight.BROKEN, "photos/image_metadata.json", "", "It is a symbolic link; links are not followed."),
        (Weight.BROKEN, "pipes/image_metadata.json", "", "It is no regular file."),
        (Weight.NOTE, "", "linked", "It is a symbolic link and was not followed."),
    ]


@pytest.mark.parametrize("name", [".queue_state.json", "image_metadata.json", "app_state/settings.json"])
def test_every_file_may_be_broken_and_too_large(tmp_path: Path, name: str) -> None:
    for content, reason in (
        (b"", "The file is empty."),
        (b'{"a', "The file ends too early; it was cut off."),
        (b"3", None),
        (b" " * 100_001, "It has 100001 bytes; at most 100000 are read (MOVE_IN_FILE_BYTES)."),
    ):
        write(tmp_path / name, content)
        found = look(tmp_path, most_bytes=100_000)
        assert found.is_broken
        assert [(each.weight, each.file) for each in found.findings] == [(Weight.BROKEN, name)]
        assert reason is None or found.findings[0].reason == reason


def test_settings_and_entries_that_make_no_sense(tmp_path: Path) -> None:
    write(
        tmp_path / "app_state" / "settings.json",
        b'{"slow_request_ms": "fast", "slow_query_ms": NaN, "limits_on": null, "theme": "dark", "event_days": 1, "event_days": 2}',
    )
    write(
        tmp_path / "image_metadata.json",
        b'{"../x.jpg": {}, "a.jpg": {"tags": 7}, "b.jpg": {}, "b.jpg": {}, "c.jpg": {}}',
    )
    found = look(tmp_path)
    assert found.settings == []
    assert [sorted(each.paths) for each in found.images] == [["b.jpg", "c.jpg"]]
    assert [each[:3] for each in told(found)] == [
        (Weight.REFUSED, "image_metadata.json", "../x.jpg"),
        (Weight.REFUSED, "image_metadata.json", "a.jpg"),
        (Weight.REFUSED, "image_metadata.json", "b.jpg"),
        (Weight.REFUSED, "app_state/settings.json", "event_days"),
        (Weight.NOTE, "app_state/settings.json", "limits_on"),
        (Weight.REFUSED, "app_state/settings.json", "slow_query_ms"),
        (Weight.REFUSED, "app_state/settings.json", "slow_request_ms"),
        (Weight.REFUSED, "app_state/settings.json", "theme"),
    ]


def test_a_task_in_two_state_files_is_taken_from_the_first(tmp_path: Path) -> None:
    task = {"image_path": "/p/a.jpg", "status": "completed", "created_at": 1.7e9, "completed_at": 1.7e9 + 1}
    for folder in ("a", "b"):
        write(tmp_path / folder / ".queue_state.json", {"queue": [], "history": [task]})
    found = look(tmp_path)
    assert [(each.file, each.place) for each in found.tasks] == [("a/.queue_state.json", "history[0]")]
    assert told(found) == [
        (
            Weight.REFUSED,
            "b/.queue_state.json",
            "history[0]",
            "This is the same task as history[0] of a/.queue_state.json, which is taken.",
        )
    ]


def test_names_that_are_no_text_are_told(tmp_path: Path) -> None:
    write(tmp_path / ".queue_state.json", EMPTY_STATE)
    os.mkdir(os.fsencode(tmp_path) + b"/caf\xe9")
    assert told(look(tmp_path)) == [(Weight.NOTE, "", "/caf\\udce9", "The name is not UTF-8; it was left out.")]


def test_a_read_only_folder_is_read_and_left_as_it_is(tmp_path: Path) -> None:
    write(tmp_path / ".queue_state.json", EMPTY_STATE)
    before = kept(tmp_path)
    tmp_path.chmod(0o500)
    try:
        assert told(look(tmp_path)) == []
    finally:
        tmp_path.chmod(0o700)
    assert kept(tmp_path) == before
