"""Who writes, told to the database with each statement that changes a row with a history, whose trigger notes it."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg.pq import TransactionStatus

# At the beginning of a statement; one message may hold several.
WRITING = re.compile(r'(?:^|;\n)\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)
USABLE = (TransactionStatus.IDLE, TransactionStatus.INTRANS)

_tables: set[str] = set()


@dataclass(frozen=True)
class Author:
    """Whoever writes, through which door, and why."""

    id: UUID | None
    name: str
    door: str
    why: str
    request_id: str

    def as_json(self) -> str:
        """What the trigger reads."""
        return json.dumps(
            {
                "id": str(self.id) if self.id else None,
                "name": self.name[:254],
                "door": self.door[:20],
                "why": self.why[:300].replace("\x00", ""),
                "request_id": self.request_id[:128],
            }
        )


def keep_history_of(*tables: str) -> None:
    """Name tables whose trigger calls ``ops_record_change``, when the app that owns them is loaded."""
    _tables.update(tables)


def tables_with_history() -> frozenset[str]:
    """Every table named so far."""
    return frozenset(_tables)


@contextmanager
def authored(author: Callable[[], Author]) -> Iterator[None]:
    """What this thread writes in the block is that author's; asked for at each write, as it may become known later."""
    told = _Told(author)
    with connection.execute_wrapper(told):
        try:
            yield
        finally:
            told.take_back()


class _Told:
    """Tells the connection before each write; what a rollback forgets is told again with the next."""

    def __init__(self, author: Callable[[], Author]) -> None:
        self._author = author
        self._has_told = False

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if isinstance(sql, str) and not _tables.isdisjoint(WRITING.findall(sql)):
            self._tell(self._author().as_json())
            self._has_told = True
        return execute(sql, params, many, context)

    def take_back(self) -> None:
        """A pooled or kept connection serves somebody else next."""
        if self._has_told:
            self._tell("")

    @staticmethod
    def _tell(text: str) -> None:
        line = connection.connection
        if line is not None and not line.closed and line.info.transaction_status in USABLE:
            line.execute("SELECT set_config('daimon.author', %s, false)", [text])
