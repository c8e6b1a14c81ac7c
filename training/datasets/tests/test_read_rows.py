"""Every kind of file is read row by row, and each bad row is told with its number."""

import json
from pathlib import Path

import polars
import pytest

from training.datasets.errors import DatasetFileRefused
from training.datasets.reading import FileKind, kind_of_file, read_rows
from training.datasets.rules.shapes import BadRow, Shape, formed, shape_of


def read(path: Path, content: bytes) -> tuple[FileKind, list[tuple[int, object]]]:
    path.write_bytes(content)
    kind = kind_of_file(path, path.name)
    return kind, [(row.number, row.value if row.value is not None else row.problem) for row in read_rows(path, kind)]


def test_json_lines(tmp_path: Path) -> None:
    lines = (
        b'\xef\xbb\xbf{"text": "a"}\n\n{"text": 1e5}\n[1]\nno\n{"text": NaN}\n{"text": "caf\xe9"}\n' + b"[" * 100_000
    )
    kind, rows = read(tmp_path / "a.jsonl", lines)
    assert kind == FileKind.JSONL
    assert rows[:3] == [(1, {"text": "a"}), (3, {"text": 1e5}), (4, "this is no object")]
    assert [number for number, _ in rows[3:]] == [5, 6, 7, 8]
    assert [str(told) for _, told in rows[4:]] == [
        "this is no JSON: NaN is no number",
        "byte 13 (0xe9) is not UTF-8",
        "this is no JSON: it is nested too deeply",
    ]


def test_an_endless_line_is_one_bad_row(tmp_path: Path) -> None:
    _, rows = read(tmp_path / "a.jsonl", b'{"text": "' + b"x" * 9_000_000 + b'"}\n{"text": "b"}\n')
    assert rows == [(1, "it is longer than 8,000,000 bytes"), (2, {"text": "b"})]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv(tmp_path: Path, delimiter: str) -> None:
    text = f'question{delimiter}answer\n"a\nb"{delimiter}c\nonly\n\nd{delimiter}e\n'
    kind, rows = read(tmp_path / "a.csv", text.encode())
    assert kind == FileKind.CSV
    assert rows == [
        (1, {"question": "a\nb", "answer": "c"}),
        (2, "it has 1 columns instead of 2"),
        (4, {"question": "d", "answer": "e"}),
    ]


def test_a_list_and_an_object_with_a_list(tmp_path: Path) -> None:
    rows = [{"text": "x" * 300_000}, 7, {"text": "b"}]
    expected = [(1, rows[0]), (2, "this is no object"), (3, rows[2])]
    assert read(tmp_path / "a.json", json.dumps(rows, indent=1).encode()) == (FileKind.JSON, expected)
    assert read(tmp_path / "b.json", json.dumps({"version": 1, "data": rows}, indent=1).encode()) == (
        FileKind.JSON,
        expected,
    )
    one = {"messages": [{"role": "user", "content": "hi"}]}
    assert read(tmp_path / "c.json", json.dumps(one, indent=1).encode())[1] == [(1, one)]


def test_parquet(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    polars.DataFrame({"text": ["a", None], "n": [1, 2], "l": [["x"], []]}).write_parquet(path)
    kind, rows = read(path, path.read_bytes())
    assert kind == FileKind.PARQUET
    assert rows == [(1, {"text": "a", "n": 1, "l": ["x"]}), (2, {"text": None, "n": 2, "l": []})]


def test_passages_of_text(tmp_path: Path) -> None:
    kind, rows = read(tmp_path / "a.txt", b"one\ntwo\n\n\n  \nthree")
    assert (kind, rows) == (FileKind.TEXT, [(1, {"text": "one\ntwo"}), (2, {"text": "three"})])


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.jsonl", b"", "The file is empty."),
        ("a.jsonl", b" \n ", "The file is empty."),
        ("a.txt", b"\xff\xfea\x00", "The file is written in UTF-16 or UTF-32; save it as UTF-8."),
        ("a.txt", b"MZ\x00\x01", "This is no text and no Parquet file."),
        ("a.parquet", b"a,b\n1,2\n", "The file is called .parquet and holds something else."),
        ("a.parquet", b"PAR1 and nothing else PAR1", "The Parquet file cannot be read"),
        ("a.csv", b"a,a\n1,2\n", "The first line must name the columns, each once."),
        ("a.csv", b'a,b\n"1,2\n', "Row 1 is no CSV"),
        ("a.json", b'[{"text": "a"}, {"te', "Element 2 is no JSON"),
        ("a.json", b'[{"text": "a"}, ', "The file ends too early; it was cut off."),
        ("a.json", b'[{"text": "\xe9"}]', "is not UTF-8; save the file as UTF-8."),
        ("a.json", b'{"a": 1,\n"b": 2}', "There is no list of rows in it."),
        ("a.json", b'{"a": ', "holds something else|This is no JSON|cut off"),
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    with pytest.raises(DatasetFileRefused, match=reason.replace("(", r"\(")):
        read(tmp_path / name, content)


CHATGPT = {
    "title": "t",
    "current_node": "c",
    "mapping": {
        "a": {"message": None, "parent": None},
        "b": {"message": {"author": {"role": "user"}, "content": {"parts": ["hi"]}}, "parent": "a"},
        "x": {"message": {"author": {"role": "assistant"}, "content": {"parts": ["other"]}}, "parent": "b"},
        "c": {"message": {"author": {"role": "assistant"}, "content": {"parts": ["hello"]}}, "parent": "b"},
    },
}
SAID = {"messages": [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "hello"}]}


@pytest.mark.parametrize(
    ("row", "shape", "made"),
    [
        (SAID, Shape.CHAT, SAID),
        ({"conversations": [{"from": "human", "value": "hi"}, {"from": "gpt", "value": "hello"}]}, Shape.CHAT, SAID),
        ({"chat_messages": [{"sender": "human", "text": "hi"}, {"sender": "assistant", "text": "hello"}]}, Shape.CHAT, SAID),
        (CHATGPT, Shape.CHAT, SAID),
        ({"Question": "q", "answers": {"text": ["a"]}, "context": "c"}, Shape.QA, {"question": "q", "answer": "a", "context": "c"}),
        ({"prompt": "p", "completion": "c"}, Shape.INSTRUCTION, {"instruction": "p", "input": "", "output": "c"}),
        ({"text": 7}, Shape.TEXT, {"text": "7"}),
    ],
)  # fmt: skip
def test_forms(row: dict[str, object], shape: Shape, made: dict[str, object]) -> None:
    assert shape_of(row) == shape
    assert formed(row, shape) == made


@pytest.mark.parametrize(
    ("row", "shape", "reason"),
    [
        ({"messages": []}, Shape.CHAT, "messages is missing or empty"),
        ({"messages": [{"role": "user", "content": "a"}]}, Shape.CHAT, "nobody answers in it"),
        ({"messages": [{"role": "boss", "content": "a"}]}, Shape.CHAT, "message 1 has the unknown role 'boss'"),
        ({"messages": [{"role": "user", "content": " "}]}, Shape.CHAT, "message 1 says nothing"),
        ({"question": "q", "answer": ""}, Shape.QA, "answer is missing or empty"),
        ({"text": "a\x00b"}, Shape.TEXT, "cannot be stored"),
        ({"text": "a\udce9"}, Shape.TEXT, "no UTF-8"),
        ({"text": float("nan")}, Shape.TEXT, "no number and no text"),
        ({"text": {"a": 1}}, Shape.TEXT, "must be text"),
        ({"text": "x" * 200_001}, Shape.TEXT, "longer than 200,000"),
    ],
)
def test_rows_that_are_refused(row: dict[str, object], shape: Shape, reason: str) -> None:
    with pytest.raises(BadRow, match=reason):
        formed(row, shape)
