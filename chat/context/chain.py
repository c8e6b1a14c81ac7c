"""The arithmetic of the chain: what a link's hash covers, and the key that proves who wrote it."""

import hashlib
import hmac

from django.conf import settings
from django.utils.crypto import salted_hmac

SALT = "chat.context.chain"


def hash_of(previous_hash: str, content: str) -> str:
    """The hash of a link: of the link before and its own content."""
    return hashlib.sha256(f"{previous_hash}\n{content}".encode()).hexdigest()


def mac_of(link_hash: str, secret: str | None = None) -> str:
    """Proves that this installation wrote the hash."""
    return salted_hmac(SALT, link_hash, secret=secret, algorithm="sha256").hexdigest()


def is_ours(link_hash: str, mac: str) -> bool:
    """Whether the installation's key, or an older one that still counts, made this proof."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return any(hmac.compare_digest(mac_of(link_hash, key), mac) for key in keys)
