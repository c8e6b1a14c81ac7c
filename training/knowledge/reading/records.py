"""Tables and records: each row as words with the names of its columns; a row counts as a page."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from training.knowledge.reading.blocks import Reading, decoded, refused

MOST_ROWS = 200_000
MOST_COLUMNS = 1_000
LONGEST_FIELD = 1_000_000
DEEPEST = 20
ASKED = ("question", "query", "instruction", "prompt")
ANSWERED = ("answer", "answers", "output", "response", "completion")


def read_csv(path: str) -> Reading:
    """The first line names the columns."""
    text = _text(path)
    if "\0" in text:
        raise refused("It holds zero bytes, which no table has.")
    csv.field_size_limit(LONGEST_FIELD)
    first = text.lstrip().partition("\n")[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t|", key=first.count))
    found = Reading()
    try:
        names = [name.strip() for name in next(rows, [])]
        if not 0 < len(names) <= MOST_COLUMNS:
            raise refused(f"Its first line must name 1 to {MOST_COLUMNS:,} columns.")
        for number, values in enumerate(rows, 2):
            if len(values) > len(names):
                found.note(
                    f"Row {number} has {len(values)} fields where the first line names {len(names)}; it was left out."
                )
                continue
            _row(found, number, dict(zip(names, values, strict=False)))
    except csv.Error as error:
        raise refused(f"Row {rows.line_num}: {error}.") from error
    return found


def read_json(path: str) -> Reading:
    """A list of records, one record, or an object whose longest list holds them."""
    text = _text(path)
    try:
        value = json.loads(text)
    except ValueError as error:
        raise refused(f"It is no JSON: {str(error)[:150]}.") from error
    except RecursionError as error:
        raise refused("Its parts are nested too deeply.") from error
    if isinstance(value, dict):
        lists = [each for each in value.values() if isinstance(each, list) and each and isinstance(each[0], dict)]
        value = max(lists, key=len) if lists else [value]
    found = Reading()
    for number, row in enumerate(value if isinstance(value, list) else [value], 1):
        _row(found, number, row if isinstance(row, dict) else {"": row})
    return found


def read_jsonl(path: str) -> Reading:
    """One record a line; a broken line is left out with its number."""
    found = Reading()
    for number, line in enumerate(_text(path).splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            found.note(f"Row {number} is no JSON; it was left out.")
            continue
        _row(found, number, row if isinstance(row, dict) else {"": row})
    return found


def _row(found: Reading, number: int, row: dict[str, Any]) -> None:
    if number > MOST_ROWS + 1:
        raise refused(f"It has more than {MOST_ROWS:,} rows.")
    found.pages = number
    names = {str(name).strip().lower(): name for name in row}
    asked = next((names[name] for name in ASKED if name in names), None)
    answered = next((names[name] for name in ANSWERED if name in names), None)
    if asked is not None and answered is not None:
        context = row.get(names.get("context", ""), "") or row.get(names.get("input", ""), "")
        parts = [_plain(row[asked]), _plain(context), _plain(row[answered])]
        found.add("\n".join(filter(None, parts)), page=number, is_whole=True)
        return
    said = [(name, _plain(value)) for name, value in _flat(row)]
    found.add("; ".join(f"{name}: {value}" if name else value for name, value in said if value), page=number)


def _flat(value: dict[str, Any], above: str = "", depth: int = 0) -> Iterator[tuple[str, Any]]:
    for name, each in value.items():
        path = f"{above}.{name}" if above else str(name)
        if isinstance(each, dict) and depth < DEEPEST:
            yield from _flat(each, path, depth + 1)
        else:
            yield path, each


def _plain(value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(each, str | int | float) for each in value):
        return ", ".join(map(str, value))
    return json.dumps(value, ensure_ascii=False)[:LONGEST_FIELD]


def _text(path: str) -> str:
    with open(path, "rb") as file:
        return decoded(file.read())
