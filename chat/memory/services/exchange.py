"""Memories as JSON lines: taken out whole, brought in all or none."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_datetime

from accounts.models import User
from chat.memory.rules.kinds import Cause, Scope, Source
from chat.memory.services.remember import NewMemory, remember_many
from chat.models import Memory
from project.lib.errors import InvalidInput

MOST_LINES = 2_000
LARGEST = 10_000_000  # bytes
TIMES = ("occurred_at", "valid_from", "expires_at")
TEXTS = ("kind", "key", "session", "speaker", "source_detail")
NAMES = ("text", *TEXTS, "tags", "importance", "is_pinned", "position", *TIMES)
BATCH = 500


def exported_lines(rows: QuerySet[Memory], *, now: datetime) -> Iterator[str]:
    """One JSON object a line for each memory that has not expired, the oldest first."""
    live = rows.filter(Q(expires_at=None) | Q(expires_at__gt=now)).order_by("id")
    for each in live.iterator(chunk_size=BATCH):
        yield json.dumps({name: _plain(getattr(each, name)) for name in NAMES}, ensure_ascii=False) + "\n"


def import_lines(*, owner: User, content: bytes, now: datetime) -> list[Memory]:
    """Remember every line, or none: InvalidInput names the first line that cannot be. What has expired is left out."""
    if len(content) > LARGEST:
        raise InvalidInput.of("lines", f"At most {LARGEST // 1_000_000} MB at once.")
    lines = [line for line in content.splitlines() if line.strip()]
    if len(lines) > MOST_LINES:
        raise InvalidInput.of("lines", f"At most {MOST_LINES:,} lines at once; these are {len(lines):,}.")
    items = [_item(number, line) for number, line in enumerate(lines, start=1)]
    live = [each for each in items if each.expires_at is None or each.expires_at > now]
    return remember_many(owner=owner, items=live, now=now, cause=Cause.REMEMBERED)


def _item(number: int, line: bytes) -> NewMemory:
    try:
        given = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InvalidInput.of(f"lines.{number}", "Not a JSON object.") from error
    if not isinstance(given, dict):
        raise InvalidInput.of(f"lines.{number}", "Not a JSON object.")
    if unknown := given.keys() - set(NAMES):
        raise InvalidInput.of(f"lines.{number}", f"Unknown: {', '.join(sorted(unknown)[:5])[:200]}.")
    if not isinstance(given.get("text"), str):
        raise InvalidInput.of(f"lines.{number}", "text: expected a text.")
    values = {name: _value(number, name, value) for name, value in given.items() if value is not None}
    return NewMemory(**{**values, "source": Source.IMPORT, "scope": Scope.USER})


def _value(number: int, name: str, value: Any) -> Any:
    """One value in its type, or InvalidInput naming line and name."""
    if name in TIMES:
        parsed = _time(value)
        if parsed is None:
            raise InvalidInput.of(f"lines.{number}", f"{name}: expected a time with its zone.")
        return parsed
    if name == "tags":
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise InvalidInput.of(f"lines.{number}", "tags: expected a list of texts.")
        return tuple(value)
    expected: Any = {"importance": (int, float), "position": int, "is_pinned": bool}.get(name, str)
    if not isinstance(value, expected) or (isinstance(value, bool) and name != "is_pinned"):
        raise InvalidInput.of(f"lines.{number}", f"{name}: wrong type.")
    return value


def _time(value: Any) -> datetime | None:
    try:
        parsed = parse_datetime(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return parsed if parsed is not None and parsed.tzinfo is not None else None


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
