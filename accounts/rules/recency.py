"""Whether a person proved lately that it is them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any


def proved_lately(records: Iterable[Mapping[str, Any]], *, at: datetime, within_seconds: int) -> bool:
    """Whether one of allauth's authentication records is younger than that."""
    newest = max((float(record.get("at", 0)) for record in records), default=0.0)
    return at.timestamp() - newest < within_seconds
