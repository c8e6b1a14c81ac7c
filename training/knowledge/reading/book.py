"""EPUB: the chapters in the order of its spine; a chapter counts as a page."""

import posixpath
from urllib.parse import unquote

from training.knowledge.reading.archive import opened
from training.knowledge.reading.blocks import Reading, refused
from training.knowledge.reading.web import take, text_of
from training.knowledge.reading.word import parsed

CONTAINER = "META-INF/container.xml"
MOST_CHAPTERS = 5_000


def read(path: str) -> Reading:
    """The whole book."""
    found = Reading()
    with opened(path) as archive:
        if "META-INF/encryption.xml" in archive.names and "META-INF/rights.xml" in archive.names:
            raise refused("The book is protected against copying.")
        container = parsed(archive.read(CONTAINER))
        root = container.find(".//{*}rootfile") if container is not None else None
        package_path = root.get("full-path", "") if root is not None else ""
        package = parsed(archive.read(package_path)) if package_path else None
        if package is None:
            raise refused("The book names no contents.")
        title = package.find(".//{http://purl.org/dc/elements/1.1/}title")
        found.title = " ".join((title.text or "").split())[:300] if title is not None else ""
        items = {each.get("id"): each.get("href", "") for each in package.findall(".//{*}manifest/{*}item")}
        spine = [items.get(each.get("idref")) for each in package.findall(".//{*}spine/{*}itemref")]
        if len(spine) > MOST_CHAPTERS:
            raise refused(f"It has more than {MOST_CHAPTERS:,} chapters.")
        for number, href in enumerate(spine, 1):
            name = posixpath.normpath(posixpath.join(posixpath.dirname(package_path), unquote(href or "")))
            if not href or name not in archive.names:
                found.note(f"Chapter {number} is not in the book.")
                continue
            take(found, text_of(archive.read(name)), page=number)
        found.pages = len(spine)
    return found
