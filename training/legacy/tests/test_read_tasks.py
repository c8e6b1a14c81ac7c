"""The tasks of an old state file: each is read exactly, or refused with its place and every reason."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from training.legacy.reading.findings import Findings, Weight
from training.legacy.reading.strict_json import Unreadable
from training.legacy.reading.tasks import OldTask, read_tasks

AT = datetime(2026, 11, 28, 12, tzinfo=UTC)
SECONDS = 1_700_000_000.25


def task(**change: Any) -> dict[str, Any]:
    given = {
        "image_path": "photos/a.jpg",
        "status": "completed",
        "progress": 1.0,
        "error": None,
        "created_at": SECONDS,
        "started_at": SECONDS + 1,
        "completed_at": SECONDS + 2,
    }
    return {name: value for name, value in {**given, **change}.items() if value is not ...}


def state(**lists: Any) -> dict[str, Any]:
    base = {"is_processing": False, "should_stop": False, "queue": [], "current_task": None, "history": []}
    return {**base, "saved_at": SECONDS + 9, **lists}


def read(content: dict[str, Any] | bytes) -> tuple[list[OldTask], list[tuple[str, str, str]]]:
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    findings = Findings(".queue_state.json")
    tasks = read_tasks(raw, findings, at=AT)
    return tasks, [(each.weight, each.place, each.reason) for each in findings.found]


def test_reads_every_list_with_its_times() -> None:
    pending = task(image_path="p.jpg", status="pending", progress=0, started_at=None, completed_at=None)
    running = task(image_path="r.jpg", status="processing", progress=0.5, completed_at=None)
    broken = task(image_path="f.jpg", status="failed", progress=0.25, error="No memory")
    tasks, told = read(state(queue=[pending], current_task=running, history=[task(), broken]))
    assert told == []
    assert [(each.place, each.image_path, each.status, each.progress, each.waits) for each in tasks] == [
        ("history[0]", "photos/a.jpg", "completed", 100.0, False),
        ("history[1]", "f.jpg", "failed", 25.0, False),
        ("current_task", "r.jpg", "processing", 50.0, True),
        ("queue[0]", "p.jpg", "pending", 0.0, True),
    ]
    assert tasks[0].created_at == datetime(2023, 11, 14, 22, 13, 20, 250_000, tzinfo=UTC)
    assert tasks[0].completed_at == datetime(2023, 11, 14, 22, 13, 22, 250_000, tzinfo=UTC)


def test_progress_told_in_percent_anywhere_is_percent_everywhere() -> None:
    tasks, _ = read(state(history=[task(progress=100), task(image_path="b", status="failed", progress=1, error="x")]))
    assert [each.progress for each in tasks] == [100, 1]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"image_path": ...}, "image_path is missing."),
        ({"image_path": "  "}, "image_path must be text."),
        ({"image_path": 7}, "image_path must be text."),
        ({"image_path": "x" * 1001}, "image_path is longer than 1000 characters."),
        ({"image_path": "a\0b"}, "image_path holds characters that are none; rename the file."),
        ({"image_path": "a\udcff"}, "image_path holds characters that are none; rename the file."),
        ({"status": "done"}, "status must be one of completed, failed, interrupted, pending, processing."),
        ({"status": ["completed"]}, "status must be one of completed, failed, interrupted, pending, processing."),
        ({"progress": -1}, "progress must lie between 0 and 100."),
        ({"progress": "half"}, "progress must be a number, not text."),
        ({"progress": True}, "progress must be a number, not true or false."),
        ({"progress": float("nan")}, "progress is no finite number."),
        ({"error": {"why": 1}}, "error must be text, not an object."),
        ({"created_at": ...}, "created_at is missing."),
        ({"created_at": "2023-11-14"}, "created_at must be a number, not text."),
        ({"created_at": float("inf")}, "created_at is no finite number."),
        ({"created_at": 0}, "created_at lies before the year 2000; expected seconds since 1970."),
        ({"created_at": -SECONDS}, "created_at lies before the year 2000; expected seconds since 1970."),
        ({"created_at": SECONDS * 1000}, "created_at lies in the future; it looks like milliseconds."),
        ({"created_at": 10**30}, "created_at is far too large."),
        ({"created_at": SECONDS * 2}, "created_at lies in the future."),
        ({"completed_at": None}, "completed_at is missing, though it is completed."),
        ({"started_at": SECONDS + 3}, "its times are out of order: created, started, completed."),
        ({"status": "lost", "progress": []}, "status must be one of completed, failed, interrupted, pending, processing; progress must be a number, not a list."),
    ],
)  # fmt: skip
def test_refuses_a_task_with_every_reason_and_takes_the_others(change: dict[str, Any], reason: str) -> None:
    tasks, told = read(state(history=[task(**change), task(image_path="other.jpg")]))
    assert [each.image_path for each in tasks] == ["other.jpg"]
    assert told == [(Weight.REFUSED, "history[0]", reason)]


def test_refuses_what_is_no_task_and_what_is_there_twice() -> None:
    twice = b'{"queue": [7, null, {"image_path": "a", "image_path": "b", "status": "pending", "created_at": 1.7e9}], "history": []}'
    tasks, told = read(twice)
    assert tasks == []
    assert [each[1:] for each in told] == [
        ("queue[0]", "Expected a task, not a number."),
        ("queue[1]", "Expected a task, not null."),
        ("queue[2]", "image_path: stands more than once."),
    ]


def test_a_task_in_two_lists_is_taken_once_and_its_end_counts() -> None:
    waiting = task(status="processing", completed_at=None)
    tasks, told = read(state(history=[waiting], queue=[task()]))
    assert [(each.place, each.status) for each in tasks] == [("queue[0]", "completed")]
    assert told == [(Weight.REFUSED, "history[0]", "This is the same task as queue[0], which is taken.")]


def test_what_is_left_behind_is_told() -> None:
    _, told = read({**state(history=[task(worker=3)]), "should_stop": "no", "saved_at": "never", "version": 2})
    assert told == [
        (Weight.NOTE, "should_stop", "Expected true or false, not text; it is not needed."),
        (Weight.NOTE, "saved_at", "saved_at must be a number, not text; it is not needed."),
        (Weight.NOTE, "version", "This field is unknown and is left behind."),
        (Weight.NOTE, "history[0]", "worker is unknown and is left behind."),
    ]


def test_an_error_no_database_could_hold_is_mended_and_told() -> None:
    tasks, told = read(state(history=[task(status="failed", error="bad \0 \ud800 byte")]))
    assert tasks[0].error == "bad � � byte"
    assert told == [(Weight.NOTE, "history[0]", "error held characters that are none; each became �.")]


@pytest.mark.parametrize(
    ("raw", "place", "reason"),
    [
        (b"", "", "The file is empty."),
        (b" \n", "", "The file holds nothing but blanks."),
        (b"[]", "", "Expected an object with queue and history, not a list."),
        (b'{"queue": []}', "history", "It is missing."),
        (b'{"queue": {}, "history": []}', "queue", "Expected a list."),
        (b'{"queue": [], "history": [], "current_task": [1]}', "current_task", "Expected a task or null."),
        (b'{"queue": [], "queue": [], "history": []}', "queue", "The key queue stands more than once; which one counts cannot be known."),
        (b'{"queue": [],\n "history": [', "line 2, column 14", "The file ends too early; it was cut off."),
        (b'{"queue": [],\n "histo', "line 2, column 2", "The file ends too early; it was cut off."),
        (b'{"queue": [],}', "line 1, column 14", "This is no JSON: Expecting property name enclosed in double quotes."),
        (b'{"queue":\n "caf\xe9"}', "line 2, byte 15", "The byte 0xe9 is not UTF-8; save the file as UTF-8."),
        (b"\xff\xfe{\0}\0", "byte 0", "The file is written in UTF-16; save it as UTF-8."),
        (b"[" * 200_000, "", "Objects are nested too deeply."),
        (b'{"queue": [' + b"9" * 5000 + b"]}", "", "A number is too long to be one."),
    ],
)  # fmt: skip
def test_a_broken_file_is_named_with_its_place(raw: bytes, place: str, reason: str) -> None:
    with pytest.raises(Unreadable) as error:
        read(raw)
    assert (error.value.place, error.value.reason) == (place, reason)


def test_a_byte_order_mark_of_utf8_does_no_harm() -> None:
    assert read(b"\xef\xbb\xbf" + json.dumps(state(history=[task()])).encode())[0][0].image_path == "photos/a.jpg"
