"""Write to a person's audit trail, and prove that nothing in it was changed or taken out."""

import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.models import User
from project.lib.errors import InvalidInput
from spirits.models import TrailEntry

LARGEST_DETAILS = 20_000


@transaction.atomic
def write_entry(*, user: User, action: str, subject: str, details: dict[str, Any], now: datetime) -> TrailEntry:
    """The new entry, after all others of the person."""
    if len(json.dumps(details)) > LARGEST_DETAILS:
        raise InvalidInput.of("details", f"At most {LARGEST_DETAILS:,} characters.")
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    last = TrailEntry.objects.filter(owner=user).order_by("-number").first()
    entry = TrailEntry(
        owner=user,
        number=last.number + 1 if last else 1,
        at=now,
        action=action,
        subject=subject,
        details=details,
        previous=last.digest if last else "",
    )
    entry.digest = digest_of(entry)
    entry.save(force_insert=True)
    return entry


def digest_of(entry: TrailEntry) -> str:
    """HMAC-SHA256 over everything the entry says and the digest before it, by a key of this installation."""
    said = [
        str(entry.owner_id),
        entry.number,
        entry.at.astimezone(UTC).isoformat(),
        entry.action,
        entry.subject,
        entry.details,
        entry.previous,
    ]
    key = hashlib.sha256(b"audit trail:" + settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, json.dumps(said, sort_keys=True).encode(), hashlib.sha256).hexdigest()


def first_break(user: User) -> int | None:
    """The number of the first entry that is missing or not as it was written; None when all are."""
    previous, expected = "", 1
    for entry in TrailEntry.objects.filter(owner=user).order_by("number").iterator(chunk_size=2_000):
        is_whole = entry.number == expected and entry.previous == previous
        if not is_whole or not hmac.compare_digest(entry.digest, digest_of(entry)):
            return expected
        previous, expected = entry.digest, expected + 1
    return None
