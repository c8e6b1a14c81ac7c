"""Identifiers that sort by the time they were made."""

from uuid import UUID

from uuid_utils import compat


def uuid7() -> UUID:
    """A fresh UUID version 7 (RFC 9562): unique, and ordered by creation time to the millisecond."""
    return compat.uuid7()


def earliest_uuid7(milliseconds: int) -> UUID:
    """No UUID version 7 that was made at that moment, in milliseconds since 1970, or later is less."""
    return UUID(int=max(milliseconds, 0) << 80)
