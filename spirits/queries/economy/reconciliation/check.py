"""What a reconciliation check is, and what it finds."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Check:
    """One promise over all rows. ``sql`` returns (id of the row, what is wrong with it) for each row that breaks it."""

    name: str
    promise: str
    table: str
    sql: str


@dataclass(frozen=True)
class Break:
    """One row that breaks a promise."""

    check: str
    table: str
    row: str
    detail: str
