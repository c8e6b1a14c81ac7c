"""Whether a web address is one that a person wrote, and which hosts an operator lets tools fetch."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

# What may be an address within a text: no blanks, and none of the marks that texts put around one.
WRITTEN = re.compile(r"""[^\s<>"'`|\\^{}\[\]]{3,2000}""")
AROUND = "()[]*_~,.;:!?"
MOST_AROUND = 20
DEFAULT_PORTS = {"http": 80, "https": 443}
ANY = "*"
Place = tuple[str, int | None, str, str, str]


def host_of(url: str) -> str:
    """The address's host in small letters; empty where it has none."""
    try:
        return (urlsplit(url).hostname or "")[:255]
    except ValueError:
        return ""


def is_written_in(url: str, texts: Iterable[str]) -> bool:
    """Whether one of the texts names this very address; scheme, fragment and the marks around it do not count."""
    wanted = _place(url)
    return wanted is not None and any(wanted == found for text in texts for found in _places_in(text, wanted[0]))


def is_free_host(host: str, allowed: Iterable[str]) -> bool:
    """Whether the operator's list has the host: by name, below ``*.name``, or because it names all."""
    return bool(host) and any(
        entry in (ANY, host) or (entry.startswith("*.") and host.endswith(entry[1:])) for entry in allowed
    )


def _places_in(text: str, host: str) -> Iterable[Place]:
    """Every address at the host, as it stands and without each of the marks after it."""
    for found in WRITTEN.finditer(text):
        if host not in found[0].lower():
            continue
        words = found[0].lstrip("([*_~")
        for _ in range(MOST_AROUND):
            place = _place(words)
            if place is not None:
                yield place
            if not words or words[-1] not in AROUND:
                break
            words = words[:-1]


def _place(url: str) -> Place | None:
    """What tells one address from another, whatever its scheme; None where it is no web address."""
    full = url if re.match(r"[a-z][a-z0-9+.-]*://", url, re.IGNORECASE) else f"https://{url}"
    try:
        parts = urlsplit(full)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname or "." not in parts.hostname:
        return None
    kept = None if port == DEFAULT_PORTS[parts.scheme] else port
    return parts.hostname, kept, parts.netloc.rpartition("@")[0], parts.path or "/", parts.query
