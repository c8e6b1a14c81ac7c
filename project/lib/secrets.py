"""Secrets at rest: sealed with the newest key of ENCRYPTION_KEYS, opened with any of them, never with a wrong one."""

import base64
import hashlib
from functools import lru_cache
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from project.lib.errors import DaimonError
from project.settings.core import kept_secret


class WrongKey(DaimonError):
    """A sealed secret opens with none of the keys: a key was lost, or the secret was changed."""

    code = "wrong_encryption_key"
    status = 503
    message = (
        "A stored secret cannot be opened with the keys in ENCRYPTION_KEYS. "
        "Put the old key back (after the new one), or enter the secret again."
    )


def seal(secret: str) -> str:
    """The secret as text that only the keys open; sealing twice gives two texts."""
    return _keys().encrypt(secret.encode()).decode("ascii")


def unseal(sealed: str) -> str:
    """The secret again, or WrongKey; never the sealed text itself."""
    try:
        return _keys().decrypt(sealed.encode("ascii")).decode()
    except (InvalidToken, UnicodeError) as error:
        raise WrongKey() from error


def reseal(sealed: str) -> str:
    """The same secret sealed with the newest key, so that an older key may be dropped afterwards."""
    try:
        return _keys().rotate(sealed.encode("ascii")).decode("ascii")
    except (InvalidToken, UnicodeError) as error:
        raise WrongKey() from error


def _keys() -> MultiFernet:
    return _made_from(tuple(settings.ENCRYPTION_KEYS), Path(settings.APP_STATE_DIR))


@lru_cache(maxsize=8)
def _made_from(keys: tuple[str, ...], folder: Path) -> MultiFernet:
    """The given keys, or on a laptop the one kept in DATA_DIR/app_state/encryption_key."""
    if keys:
        return MultiFernet([Fernet(key) for key in keys])
    kept = kept_secret(folder / "encryption_key")
    return MultiFernet([Fernet(base64.urlsafe_b64encode(hashlib.sha256(kept.encode()).digest()))])
