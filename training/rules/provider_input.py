"""What a provider's name, address and key may look like."""

from project.lib.errors import InvalidInput
from project.lib.http import InvalidUrl, origin_of

LONGEST_KEY = 4_000
MOST_PROVIDERS_PER_PERSON = 20
MOST_KEYS = 20  # beside a provider's own
KINDS_WITH_SERVER = frozenset({"ollama", "openai_compatible", "anthropic"})


def checked_base_url(url: str) -> str:
    """The address without blanks around it and slashes at its end; InvalidInput names the field ``base_url``."""
    url = url.strip().rstrip("/")
    try:
        origin_of(url)
    except InvalidUrl as error:
        raise InvalidInput.of("base_url", error.message) from error
    if "?" in url or "#" in url:
        raise InvalidInput.of("base_url", "The address ends before any ? or #.")
    return url


def checked_key(key: str) -> str:
    """The key without blanks around it; InvalidInput where no key has such characters, and the key is not repeated."""
    key = key.strip()
    if len(key) > LONGEST_KEY or not key.isascii() or not key.isprintable() or " " in key:
        raise InvalidInput.of("api_key", "This is no key: expected visible ASCII characters without blanks.")
    return key


def checked_name(name: str) -> str:
    """The name with single blanks; InvalidInput where it is empty, too long or not printable."""
    name = " ".join(name.split())
    if not name or len(name) > 80 or not name.isprintable():
        raise InvalidInput.of("name", "Expected a name of 1 to 80 characters.")
    return name
