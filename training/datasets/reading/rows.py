"""Which kind of file it is, and its rows: each is a value, or the reason why it is none."""

import codecs
import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from io import TextIOWrapper
from pathlib import Path
from typing import Any, NoReturn

from training.datasets.errors import DatasetFileRefused
from training.datasets.reading.parquet import parquet_rows
from training.datasets.rules.shapes import shape_of

LONGEST_ROW = 8_000_000
PEEK = 65_536
CHUNK = 262_144
WIDE_MARKS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
LARGEST_OBJECT = 64_000_000
DELIMITERS = ",;\t|"


class FileKind(StrEnum):
    """How the rows are written down."""

    JSONL = "jsonl"
    JSON = "json"
    CSV = "csv"
    PARQUET = "parquet"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Row:
    """A row by its number in the file, counted from 1; ``at`` is how many bytes of the file were read by then."""

    number: int
    value: Mapping[str, Any] | None
    problem: str = ""
    at: int = 0


def kind_of_file(path: Path, name: str) -> FileKind:
    """What the file is, by its content first and its name second; DatasetFileRefused when it is nothing known."""
    with path.open("rb") as file:
        head = file.read(PEEK)
    suffix = name.rpartition(".")[2].lower()
    if not head.strip():
        raise DatasetFileRefused.of("file", "The file is empty.")
    if head.startswith(b"PAR1"):
        return FileKind.PARQUET
    if head.startswith(WIDE_MARKS):
        raise DatasetFileRefused.of("file", "The file is written in UTF-16 or UTF-32; save it as UTF-8.")
    if b"\x00" in head:
        raise DatasetFileRefused.of("file", "This is no text and no Parquet file.")
    if suffix in {"csv", "tsv"}:
        return FileKind.CSV
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()
    if start.startswith(b"["):
        return FileKind.JSON
    if start.startswith(b"{"):
        return FileKind.JSON if suffix == "json" and not _first_line_is_whole(start) else FileKind.JSONL
    if suffix in {"jsonl", "ndjson", "json", "parquet"}:
        raise DatasetFileRefused.of("file", f"The file is called .{suffix} and holds something else.")
    return FileKind.TEXT


def read_rows(path: Path, kind: FileKind) -> Iterator[Row]:
    """The rows in order, with memory for one of them; DatasetFileRefused where the file as a whole breaks off."""
    match kind:
        case FileKind.JSONL:
            return _lines(path)
        case FileKind.JSON:
            return _elements(path)
        case FileKind.CSV:
            return _records(path)
        case FileKind.TEXT:
            return _passages(path)
    return (Row(number, value, at=at) for number, value, at in parquet_rows(path))


def _first_line_is_whole(start: bytes) -> bool:
    try:
        return isinstance(json.loads(start.split(b"\n", 1)[0]), dict)
    except ValueError:
        return False


def parsed(text: str | bytes) -> Any:
    """A JSON value, without numbers that are none; ValueError says what is wrong."""
    try:
        return json.loads(text, parse_constant=_no_number)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


DECODER = json.JSONDecoder(parse_constant=_no_number)


def _lines(path: Path) -> Iterator[Row]:
    at = 0
    with path.open("rb") as file:
        for number in _counting():
            line = file.readline(LONGEST_ROW + 1)
            if not line:
                return
            at += len(line)
            if len(line) > LONGEST_ROW:
                while line and not line.endswith(b"\n"):
                    line = file.readline(CHUNK)
                    at += len(line)
                yield Row(number, None, f"it is longer than {LONGEST_ROW:,} bytes", at)
            elif line.strip():
                yield _line(line.removeprefix(codecs.BOM_UTF8) if number == 1 else line, number, at)


def _line(line: bytes, number: int, at: int) -> Row:
    try:
        value = parsed(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        return Row(number, None, f"byte {error.start} (0x{line[error.start]:02x}) is not UTF-8", at)
    except ValueError as error:
        return Row(number, None, f"this is no JSON: {error}"[:300], at)
    return Row(number, value, at=at) if isinstance(value, dict) else Row(number, None, "this is no object", at)


def _elements(path: Path) -> Iterator[Row]:
    """The elements of a list, parsed one at a time; a small object is one row, or holds the list."""
    source = _Text(path)
    if not source.enter_list():
        yield from _parts_of_object(path)
        return
    for number in _counting():
        if not source.has_element():
            return
        value = source.element(number)
        problem = "" if isinstance(value, dict) else "this is no object"
        yield Row(number, None if problem else value, problem, source.read)


def _parts_of_object(path: Path) -> Iterator[Row]:
    size = path.stat().st_size
    if size > LARGEST_OBJECT:
        raise DatasetFileRefused.of(
            "file", f"One object of more than {LARGEST_OBJECT:,} bytes; write its rows as a list, or one a line."
        )
    try:
        whole = parsed(path.read_bytes().decode("utf-8-sig"))
    except ValueError as error:  # an error of the encoding is one, too
        raise DatasetFileRefused.of("file", f"This is no JSON: {error}."[:300]) from error
    is_row = shape_of(whole) is not None
    lists: list[list[Any]] = [] if is_row else [each for each in whole.values() if isinstance(each, list)]
    if not is_row and not lists:
        raise DatasetFileRefused.of("file", "There is no list of rows in it.")
    rows: list[Any] = [whole] if is_row else max(lists, key=len)
    for number, value in enumerate(rows, 1):
        is_object = isinstance(value, dict)
        yield Row(number, value if is_object else None, "" if is_object else "this is no object", size)


class _Text:
    """A text file that is read as far as needed."""

    def __init__(self, path: Path) -> None:
        self.file = path.open("rb")
        self.decode = codecs.getincrementaldecoder("utf-8-sig")()
        self.buffer = ""
        self.read = 0

    def more(self) -> bool:
        """Read on; False at the end."""
        raw = self.file.read(max(CHUNK, len(self.buffer)))
        try:
            self.buffer += self.decode.decode(raw, final=not raw)
        except UnicodeDecodeError as error:
            raise DatasetFileRefused.of(
                "file", f"Byte {self.read + error.start} is not UTF-8; save the file as UTF-8."
            ) from error
        self.read += len(raw)
        if not raw:
            self.file.close()
        return bool(raw)

    def enter_list(self) -> bool:
        """Whether the outermost value is a list, whose elements come next."""
        while not self.buffer.strip() and self.more():
            pass
        self.buffer = self.buffer.lstrip()
        is_list = self.buffer.startswith("[")
        self.buffer = self.buffer[is_list:]
        return is_list

    def has_element(self) -> bool:
        """Whether another element begins at the buffer's start; False after the last."""
        while True:
            self.buffer = self.buffer.lstrip(" \t\r\n,")
            if self.buffer:
                return not self.buffer.startswith("]")
            if not self.more():
                raise DatasetFileRefused.of("file", "The file ends too early; it was cut off.")

    def element(self, number: int) -> Any:
        """The element at the buffer's start, which is then behind it."""
        while True:
            try:
                value, end = DECODER.raw_decode(self.buffer)
                break
            except RecursionError as error:
                raise DatasetFileRefused.of("file", f"Element {number} is nested too deeply.") from error
            except ValueError as error:
                is_long = len(self.buffer) > LONGEST_ROW
                if is_long or not self.more():
                    why = f"is longer than {LONGEST_ROW:,} characters" if is_long else f"is no JSON: {error}"
                    raise DatasetFileRefused.of("file", f"Element {number} {why}."[:300]) from error
        self.buffer = self.buffer[end:]
        return value


def _records(path: Path) -> Iterator[Row]:
    csv.field_size_limit(LONGEST_ROW)
    with path.open("rb") as raw, TextIOWrapper(raw, "utf-8-sig", "surrogateescape", newline="") as file:
        head = file.readline(PEEK)
        delimiter = sorted((-head.count(each), place, each) for place, each in enumerate(DELIMITERS))[0][2]
        file.seek(0)
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        names = [name.strip() for name in next(reader, [])]
        if not any(names) or len(set(names)) != len(names):
            raise DatasetFileRefused.of("file", "The first line must name the columns, each once.")
        for number in _counting():
            try:
                values = next(reader, None)
            except csv.Error as error:
                raise DatasetFileRefused.of("file", f"Row {number} is no CSV: {error}.") from error
            if values is None:
                return
            at = raw.tell()
            if not any(values):
                continue
            if len(values) != len(names):
                yield Row(number, None, f"it has {len(values)} columns instead of {len(names)}", at)
            else:
                yield Row(number, dict(zip(names, values, strict=True)), at=at)


def _passages(path: Path) -> Iterator[Row]:
    """Passages of plain text, divided by empty lines."""
    number = at = 0
    lines: list[str] = []
    with path.open("rb") as file:
        for raw in _and_an_empty(file):
            at += len(raw)
            line = raw.decode("utf-8", "surrogateescape").rstrip("\r\n")
            if line.strip():
                lines.append(line)
            elif lines:
                number += 1
                yield Row(number, {"text": "\n".join(lines).removeprefix("\ufeff")}, at=at)
                lines = []


def _and_an_empty(file: Any) -> Iterator[bytes]:
    yield from iter(lambda: file.readline(LONGEST_ROW), b"")
    yield b"\n"


def _counting() -> Iterator[int]:
    return iter(range(1, 2**31))
