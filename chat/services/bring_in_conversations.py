"""Import conversations and have what was said in them remembered: one verb for the page and the API."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from chat.services.import_conversations import Imported, import_conversations
from jobs.services.enqueue import enqueue

AT_ONCE = 50  # conversations one job remembers


@transaction.atomic
def bring_in_conversations(*, user: User, content: bytes, now: datetime) -> Imported:
    """Keep the conversations of an export, or none; jobs remember what the person said in them."""
    imported = import_conversations(user=user, content=content, now=now)
    for begin in range(0, len(imported.conversations), AT_ONCE):
        batch = imported.conversations[begin : begin + AT_ONCE]
        payload = {"conversations": [str(each) for each in batch]}
        enqueue("memory.learn_imported", payload, owner=user, key=f"imported:{batch[0]}")
    return imported
