"""What was stored, in one checksum."""

import hashlib
import json
from typing import Any


def digest_of(*parts: Any) -> str:
    """SHA-256 of the parts as canonical JSON."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
