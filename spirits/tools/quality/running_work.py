"""Reads a test report (JUnit's XML, as pytest writes it) and checks data against a schema."""

from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError
from lxml import etree

from project.lib.errors import InvalidInput

STATES = {"failure": "failed", "error": "error", "skipped": "skipped"}


def read_report(xml: bytes) -> list[dict[str, Any]]:
    """Each test with its state, seconds and message."""
    try:
        root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    except etree.XMLSyntaxError:
        return []
    return [_test(case) for case in root.iter("testcase")]


def _test(case: Any) -> dict[str, Any]:
    told = next((child for child in case if child.tag in STATES), None)
    return {
        "name": f"{case.get('classname', '')}::{case.get('name', '')}"[:300],
        "state": STATES[told.tag] if told is not None else "passed",
        "seconds": float(case.get("time") or 0),
        "message": (told.get("message") or (told.text or ""))[:1_000] if told is not None else "",
    }


def check_data(rows: list[Any], schema: dict[str, Any] | None, expected: list[Any] | None) -> list[dict[str, Any]]:
    """One check per row, against the schema and the expected row of the same place."""
    if schema is not None:
        try:
            Draft202012Validator.check_schema(schema)
        except SchemaError as error:
            raise InvalidInput.of("schema", f"This is no JSON Schema: {error.message[:200]}") from error
    if expected is not None and len(expected) != len(rows):
        raise InvalidInput.of("expected", f"There are {len(rows)} rows and {len(expected)} expected ones.")
    validator = Draft202012Validator(schema) if schema is not None else None
    return [_checked(number, row, validator, expected) for number, row in enumerate(rows)]


def _checked(number: int, row: Any, validator: Any, expected: list[Any] | None) -> dict[str, Any]:
    problems = []
    if validator is not None:
        for error in list(validator.iter_errors(row))[:5]:
            place = ".".join(map(str, error.absolute_path))
            problems.append(f"{place or 'row'}: {error.message}"[:300])
    if expected is not None and row != expected[number]:
        problems.append(_difference(row, expected[number]))
    return {
        "name": f"row {number}",
        "state": "failed" if problems else "passed",
        "seconds": 0.0,
        "message": "; ".join(problems),
    }


def _difference(row: Any, expected: Any) -> str:
    if isinstance(row, dict) and isinstance(expected, dict):
        names = sorted(name for name in row.keys() | expected.keys() if row.get(name) != expected.get(name))
        return "; ".join(f"{name}: {row.get(name)!r}, expected {expected.get(name)!r}" for name in names)[:500]
    return f"{row!r}, expected {expected!r}"[:500]
