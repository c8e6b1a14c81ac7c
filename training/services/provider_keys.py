"""The one place that seals and opens providers' keys."""

from project.lib.secrets import reseal, seal, unseal
from training.models import Provider


def sealed(key: str) -> bytes:
    """What is stored for a key; nothing for no key."""
    return seal(key).encode("ascii") if key else b""


def key_of(provider: Provider) -> str:
    """The provider's key, or nothing where it has none; WrongKey where ENCRYPTION_KEYS do not open it."""
    stored = bytes(provider.encrypted_key)
    return unseal(stored.decode("ascii")) if stored else ""


def rotate_keys() -> int:
    """Seal every stored key with the newest of ENCRYPTION_KEYS; how many were."""
    done = 0
    for provider in Provider.objects.exclude(encrypted_key=b"").order_by("pk"):
        stored = bytes(provider.encrypted_key)
        fresh = reseal(stored.decode("ascii")).encode("ascii")
        done += Provider.objects.filter(pk=provider.pk, encrypted_key=stored).update(encrypted_key=fresh)
    return done
