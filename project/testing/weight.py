"""How many bytes a page takes over the wire: compressed, as a browser gets it in production."""

import gzip
import re
from urllib.parse import urljoin, urlsplit

from django.contrib.staticfiles import finders

REFERENCE = re.compile(r'(?:href|src)="(/static/[^"#?]+)')
IMPORT = re.compile(r'(?:from|import)\s+"(\.{1,2}/[^"]+)"')
LOADED = (".css", ".js", ".svg", ".png")
NOT_LOADED = ("img/app-",)  # read when the site is installed as an application


def compressed_weight(html: str) -> int:
    """HTML, style sheets, scripts with what they import, and pictures; a file counts once."""
    return len(gzip.compress(html.encode(), 6)) + sum(_size(address) for address in files_of(html))


def files_of(html: str) -> set[str]:
    """The static files that a browser fetches to show the page."""
    waiting = {
        each for each in REFERENCE.findall(html) if each.endswith(LOADED) and not any(n in each for n in NOT_LOADED)
    }
    found: set[str] = set()
    while waiting:
        address = waiting.pop()
        found.add(address)
        if address.endswith(".js"):
            waiting |= {urljoin(address, each) for each in IMPORT.findall(_content(address).decode())} - found
    return found


def _size(address: str) -> int:
    content = _content(address)
    return len(content) if address.endswith(".png") else len(gzip.compress(content, 9))


def _content(address: str) -> bytes:
    path = finders.find(urlsplit(address).path.removeprefix("/static/"))
    if not isinstance(path, str):
        raise FileNotFoundError(address)
    with open(path, "rb") as file:
        return file.read()
