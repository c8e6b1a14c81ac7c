"""The one place that seals and opens providers' keys."""

from uuid import UUID

from project.lib.secrets import seal, unseal
from training.models import Provider


def sealed(key: str) -> bytes:
    """What is stored for a key; nothing for no key."""
    return seal(key).encode("ascii") if key else b""


def key_of(provider: Provider) -> str:
    """The provider's key, or nothing where it has none; WrongKey where ENCRYPTION_KEYS do not open it."""
    stored = bytes(provider.encrypted_key)
    return unseal(stored.decode("ascii")) if stored else ""


def keys_of(provider: Provider) -> list[tuple[UUID, str]]:
    """Every key a call may use, with what tells them apart: the provider's own and its pool's active ones."""
    if not provider.has_key:
        return []  # without a key of its own it has no pool either
    pool = provider.pool.filter(is_active=True).order_by("id")
    others = [(each.pk, unseal(bytes(each.encrypted_key).decode("ascii"))) for each in pool]
    return [(provider.pk, key_of(provider)), *others]
