"""Reads what a web page says of itself, from its meta tags, JSON-LD and links."""

import json
import re
from html.parser import HTMLParser
from typing import Any

CONTACT = re.compile(r"contact|kontakt|imprint|impressum|about|über uns|mentions l[ée]gales|aviso legal", re.IGNORECASE)
DEEPEST = 20


class _Page(HTMLParser):
    """Collects tags; broken HTML gives what can be had of it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.meta: dict[str, str] = {}
        self.links: list[tuple[str, str]] = []
        self.blocks: list[str] = []
        self.language = self.title = self.time = ""
        self.words = 0
        self._open: list[str] = []
        self._link: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.language = given.get("lang", "")
        elif tag == "meta":
            name = (given.get("name") or given.get("property") or given.get("itemprop") or "").lower()
            self.meta.setdefault(name, given.get("content", "").strip())
        elif tag == "time" and not self.time:
            self.time = given.get("datetime", "")
        elif tag == "a":
            self._link = [given.get("href", ""), ""]
        elif tag in ("script", "style", "title", "noscript"):
            self._open.append("ld" if "ld+json" in given.get("type", "") else tag)
            if self._open[-1] == "ld":
                self.blocks.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._link is not None:
            self.links.append((self._link[0], self._link[1].strip()))
            self._link = None
        elif tag in ("script", "style", "title", "noscript") and self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if not self._open:
            self.words += len(data.split())
            if self._link is not None:
                self._link[1] += data
        elif self._open[-1] == "title":
            self.title += data
        elif self._open[-1] == "ld":
            self.blocks[-1] += data


def read(body: bytes, content_type: str) -> dict[str, Any]:
    """Title, author, dates, outlet, language, contact and outside links, as far as the page gives them."""
    charset = re.search(r"charset=[\"']?([\w-]+)", content_type) or re.search(rb"charset=[\"']?([\w-]+)", body[:2_000])
    name = charset.group(1) if charset else "utf-8"
    try:
        text = body.decode(name.decode() if isinstance(name, bytes) else name, "replace")
    except LookupError:
        text = body.decode("utf-8", "replace")
    page = _Page()
    page.feed(text.replace("\0", ""))
    page.close()
    told = _of_json_ld(page.blocks)
    contact = next(
        (href for href, said in page.links if href.startswith("mailto:") or CONTACT.search(f"{href} {said}")), None
    )
    meta = page.meta.get
    return {
        "title": _short(meta("og:title") or page.title),
        "author": _short(told.get("author") or meta("author") or meta("article:author") or meta("dc.creator")),
        "published": _short(told.get("datePublished") or meta("article:published_time") or meta("datepublished") or meta("date") or meta("dc.date") or page.time),
        "modified": _short(told.get("dateModified") or meta("article:modified_time") or meta("last-modified")),
        "outlet": _short(told.get("publisher") or meta("og:site_name") or meta("application-name") or meta("publisher")),
        "language": _short(page.language or meta("og:locale")),
        "contact": _short(contact),
        "outside_links": len({href for href, _ in page.links if href.startswith(("http://", "https://"))}),
        "words": page.words,
    }  # fmt: skip


def _short(text: str | None) -> str | None:
    return " ".join(text.split())[:300] or None if text else None


def _of_json_ld(blocks: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for block in blocks[:20]:
        try:
            _walk(json.loads(block), found, 0)
        except (ValueError, RecursionError):
            continue
    return found


def _walk(part: Any, found: dict[str, str], depth: int) -> None:
    if depth > DEEPEST:
        return
    if isinstance(part, list):
        for each in part:
            _walk(each, found, depth + 1)
    elif isinstance(part, dict):
        for name in ("author", "publisher", "datePublished", "dateModified"):
            if name in part and name not in found and (value := _named(part[name])):
                found[name] = value
        for each in part.values():
            _walk(each, found, depth + 1)


def _named(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(filter(None, (_named(each) for each in value[:10])))
    if isinstance(value, dict):
        return str(value.get("name") or "")
    return value if isinstance(value, str) else ""
