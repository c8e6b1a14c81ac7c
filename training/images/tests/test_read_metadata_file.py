"""The old format is read without losing anything, and the new one is written the same way every time."""

import json

import pytest

from training.images.rules.entry import Entry
from training.images.rules.metadata_file import CorruptMetadata, Metadata, read_metadata, written_metadata

OLD = {
    "beach/one.jpg": {
        "description": "Two boats, ünder way.",
        "tags": ["boat", "sea", "boat", " blue  sky "],
        "text_content": "KIEL 42",
        "is_processed": True,
        "rating": 4,
        "source": {"camera": "X"},
    },
    "two.png": {"description": "", "tags": "cat, grass", "text_content": None, "is_processed": False},
}


def read(value: object) -> Metadata:
    return read_metadata(json.dumps(value).encode())


def test_the_old_format_is_read() -> None:
    found = read(OLD)
    assert found.refused == ()
    assert found.entries["beach/one.jpg"] == Entry(
        description="Two boats, ünder way.",
        tags=("boat", "sea", "blue sky"),
        text_content="KIEL 42",
        is_processed=True,
        extra={"rating": 4, "source": {"camera": "X"}},
    )
    assert found.entries["two.png"] == Entry(tags=("cat", "grass"))


def test_what_is_written_is_read_again_and_has_the_old_fields() -> None:
    entries = read(OLD).entries
    written = written_metadata(Metadata(entries))
    assert read_metadata(written) == Metadata(entries)
    assert written_metadata(read_metadata(written)) == written
    assert json.loads(written)["two.png"] == {
        "description": "",
        "tags": ["cat", "grass"],
        "text_content": "",
        "is_processed": False,
    }
    assert written.decode().count("\n") == 4  # a line each, and the braces
    assert json.loads(written_metadata(Metadata())) == {}


def test_every_field_survives() -> None:
    entry = read(
        {
            "a.jpg": {
                "description": "d",
                "tags": ["t"],
                "text_content": "x",
                "is_processed": True,
                "width": 3,
                "height": 2,
                "format": "JPEG",
                "size": 99,
                "sha256": "ab",
                "perceptual_hash": "00ff00ff00ff00ff",
                "colours": [{"hex": "#ffffff", "share": 0.5}],
                "exif": {"Model": "X"},
                "taken_at": "2026-01-31 12:00:00",
                "described_by": "llava",
                "processed_at": "2026-01-31T12:00:00.000001+00:00",
                "problem_code": "",
                "revision": 7,
            }
        }
    ).entries["a.jpg"]
    assert read_metadata(written_metadata(Metadata({"a.jpg": entry}))).entries == {"a.jpg": entry}
    assert (entry.revision, entry.width, entry.colours[0]["share"]) == (7, 3, 0.5)


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        ("../a.jpg", {}, "the path leaves the folder"),
        ("a/../../b.jpg", {}, "the path leaves the folder"),
        ("/etc/a.jpg", {}, "the path is absolute"),
        ("C:\\a.jpg", {}, "the path is absolute"),
        ("\\\\host\\a.jpg", {}, "the path is absolute"),
        ("", {}, "the path is empty"),
        ("a\0.jpg", {}, "the path holds a character that no file name has"),
        ("a\ud800.jpg", {}, "the path holds a character that no file name has"),
        ("a" * 300 + ".jpg", {}, "the path is too deep or has a part that is too long"),
        ("a.jpg", [], "is no object"),
        ("a.jpg", {"tags": [1]}, "tags: expected a list of texts"),
        ("a.jpg", {"tags": ["x" * 81]}, f"tags: {'x' * 40!r} is too long or holds a character no tag may have"),
        ("a.jpg", {"description": 5}, "description: expected a text"),
        ("a.jpg", {"description": "a\0b"}, "description: holds a character that cannot be stored"),
        ("a.jpg", {"is_processed": "perhaps"}, "is_processed: expected true or false"),
        ("a.jpg", {"width": -1}, "width: expected a whole number from 0 to 2147483647"),
        ("a.jpg", {"processed_at": "soon"}, "processed_at: expected a time like 2026-01-31T12:00:00+00:00"),
        (
            "a.jpg",
            {"note": "\ud800"},
            "extra: holds a number or character that cannot be stored, or is nested too deep",
        ),
        (
            "a.jpg",
            {"note": float("nan")},
            "extra: holds a number or character that cannot be stored, or is nested too deep",
        ),
    ],
)
def test_a_bad_entry_is_refused_with_its_reason_and_stays_in_the_file(key: str, value: object, reason: str) -> None:
    found = read({key: value, "good.jpg": {"description": "kept"}})
    assert [(each.key, each.reason) for each in found.refused] == [(key, reason)]
    assert list(found.entries) == ["good.jpg"]
    written = json.loads(written_metadata(found))
    assert repr(written[key]) == repr(value)
    assert repr(read_metadata(written_metadata(found)).refused) == repr(found.refused)


def test_a_path_that_is_there_twice_is_refused_the_second_time() -> None:
    found = read_metadata(b'{"a.jpg": {"description": "1"}, "./a.jpg": {"description": "2"}, "a.jpg": {}}')
    assert found.entries["a.jpg"].description == "1"
    assert [each.reason for each in found.refused] == ["the path is there twice"] * 2


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "It is no JSON: Expecting value in line 1, column 1."),
        (b'{"a.jpg": {"tags": ["x"', "It is no JSON: Expecting ',' delimiter in line 1, column 24."),
        (b"[]", "Its outermost value is no object."),
        (b"[{}]", "Its outermost value is no object."),
        (b"\xff\xfe{}", "It is no UTF-8 text (byte 0)."),
        (b'{"a":' * 100_000, "It is nested too deep, or holds a number that is too long."),
        (b'{"a":' + b"9" * 10_000 + b"}", "It is nested too deep, or holds a number that is too long."),
    ],
)
def test_a_corrupt_file_is_told_from_an_empty_one(content: bytes, reason: str) -> None:
    with pytest.raises(CorruptMetadata) as caught:
        read_metadata(content)
    assert str(caught.value) == reason
