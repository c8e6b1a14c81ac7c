"""What of this app is in a backup: memories, which come back, and conversations, which are taken along as they are."""

import json
from collections.abc import Iterator
from datetime import datetime

from accounts.models import User
from chat.memory.queries.memories import live_memories_of
from chat.memory.services.exchange import exported_lines, import_lines
from chat.models import Conversation, Message
from project.lib.clock import now as present
from spirits.services.backup import Row, Section, backup_section


def _memories(user: User) -> Iterator[Row]:
    moment = present()
    for line in exported_lines(live_memories_of(user, now=moment), now=moment):
        yield json.loads(line)


def _has_memory(user: User, row: Row) -> bool:
    return live_memories_of(user, now=present()).filter(text=row["text"], kind=row["kind"]).exists()


def _add_memory(user: User, row: Row, now: datetime) -> None:
    import_lines(owner=user, content=json.dumps(row).encode(), now=now)


def _conversations(user: User) -> Iterator[Row]:
    for conversation in Conversation.objects.filter(owner=user).order_by("id").iterator(chunk_size=200):
        messages = Message.objects.filter(conversation=conversation).order_by("depth", "id")
        yield {
            "id": str(conversation.pk),
            "title": conversation.title,
            "messages": [
                {
                    "id": str(each.pk),
                    "parent": str(each.parent_id) if each.parent_id else None,
                    "role": each.role,
                    "content": each.content,
                }
                for each in messages
            ],
        }


backup_section(Section("memories", _memories, _has_memory, _add_memory))
backup_section(Section("conversations", _conversations))
