"""Identifiers that sort by the time they were made."""

from uuid import UUID

from uuid_utils import compat


def uuid7() -> UUID:
    """A fresh UUID version 7 (RFC 9562): unique, and ordered by creation time to the millisecond."""
    return compat.uuid7()
