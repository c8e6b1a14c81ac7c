"""Lists that are shown a part at a time: each part begins behind the last row of the one before, so none is counted or skipped."""

from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Choice:
    """One filter above a list."""

    label: str
    address: str
    is_chosen: bool


def query_string(**asked: str) -> str:
    """The query of an address with what is asked for, without what is not."""
    return urlencode({name: value for name, value in asked.items() if value})


def made_before(rows: QuerySet[M], text: str) -> QuerySet[M]:
    """The rows with an id below the one in the address; all of them where it is empty, none where it is no id."""
    if not text:
        return rows
    try:
        return rows.filter(pk__lt=UUID(text))
    except ValueError:
        return rows.none()


def first_part(rows: QuerySet[M], most: int) -> tuple[list[M], M | None]:
    """The first rows in one query, and the last of them where more are behind it."""
    found = list(rows[: most + 1])
    return found[:most], found[most - 1] if len(found) > most else None
