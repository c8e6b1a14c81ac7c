"""Which addresses tools may fetch without asking: those the person wrote in the conversation, and the operator's hosts.

Whoever runs the server at an address reads the whole of it, so an address that a model makes up is a way to tell a stranger
what the conversation knows.
"""

from collections.abc import Callable, Iterable
from uuid import UUID

from django.conf import settings

from accounts.models import User
from spirits.rules.addresses import host_of, is_free_host, is_written_in

# (owner, conversation, host) -> what the person wrote there that has the host; conversations live in an app above this one.
Reader = Callable[[User, UUID, str], Iterable[str]]
_readers: list[Reader] = []


def read_words_with(reader: Reader) -> None:
    """Name who knows what a person wrote in a conversation."""
    _readers[:] = [reader]


def is_fetch_expected(user: User, url: str, *, conversation_id: UUID | None) -> bool:
    """Whether the operator lets tools fetch from the host, or the person wrote this very address in the conversation."""
    host = host_of(url)
    if not host or is_free_host(host, settings.TOOL_FETCH_HOSTS):
        return bool(host)
    if conversation_id is None:
        return False
    return any(is_written_in(url, reader(user, conversation_id, host)) for reader in _readers)
