"""Random tokens that are shown once and kept as digests."""

import hashlib
import secrets

RANDOM_BYTES = 32


def fresh_token(prefix: str = "") -> str:
    """A new unguessable token (256 bits), safe in a URL, after ``prefix``."""
    return prefix + secrets.token_urlsafe(RANDOM_BYTES)


def digest(token: str) -> str:
    """What is kept of a token: its SHA-256 in hex. A token of 256 random bits needs no slow hash."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
