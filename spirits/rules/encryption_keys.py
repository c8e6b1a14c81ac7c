"""What a person's key may be called, and how its public half is told apart."""

import base64
import hashlib
import re

from project.lib.errors import InvalidInput

MOST_KEYS = 200  # of a person, every version counted
LONGEST_NAME = 60
NAME = r"^[\w .-]+$"


def clean_key_name(name: str) -> str:
    """The name as it is kept; InvalidInput where it is none."""
    name = name.strip()
    if not re.fullmatch(NAME, name) or len(name) > LONGEST_NAME:
        raise InvalidInput.of(
            "name", f"Use 1 to {LONGEST_NAME} letters, digits, spaces, dots, hyphens and underscores."
        )
    return name


def fingerprint_of(public_key: str) -> str:
    """The SHA-256 of the public half in DER, as ``openssl pkey -pubin -outform DER | sha256sum`` tells it."""
    der = base64.b64decode("".join(line for line in public_key.splitlines() if not line.startswith("-----")))
    return hashlib.sha256(der).hexdigest()
