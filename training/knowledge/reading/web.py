"""HTML: what a reader of the page would read, in blocks."""

import re
from typing import Any

from lxml import html

from training.knowledge.reading.blocks import Reading, decoded, refused

SILENT = {
    "script", "style", "noscript", "template", "svg", "canvas", "iframe", "object", "form", "button", "select", "nav",
    "aside", "footer", "head",
}  # fmt: skip
BLOCKS = {
    "p", "li", "dt", "dd", "blockquote", "pre", "figcaption", "caption", "tr", "div", "section", "article", "main", "header",
    "table", "ul", "ol", "dl", "h1", "h2", "h3", "h4", "h5", "h6", "body", "html", "address", "summary", "details", "hr", "br",
}  # fmt: skip
CHARSET = re.compile(rb"charset=[\"']?([\w-]+)", re.IGNORECASE)
MAIN_SHARE = 0.4  # a main part with at least this share of the text stands for the page


def read(path: str) -> Reading:
    """The whole page."""
    with open(path, "rb") as file:
        raw = file.read()
    found = Reading()
    take(found, text_of(raw))
    return found


def text_of(raw: bytes) -> str:
    """The page's text in the encoding it names, or that its bytes tell."""
    named = CHARSET.search(raw[:2048])
    if named and not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return raw.decode(named[1].decode())
        except (LookupError, UnicodeDecodeError):
            pass
    return decoded(raw)


def take(found: Reading, text: str, *, page: int | None = None) -> None:
    """Add a page's blocks to what was read."""
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text).replace("\0", "")
    if not text.strip():
        return
    try:
        tree = html.document_fromstring(text, parser=html.HTMLParser(no_network=True, huge_tree=False))
    except (ValueError, AssertionError, html.etree.ParserError, html.etree.XMLSyntaxError) as error:
        raise refused("The page cannot be read as HTML.") from error
    title = tree.find(".//title")
    if title is not None and not found.title:
        found.title = " ".join("".join(map(str, title.itertext())).split())[:300]
    _walk(found, _main(tree), page)


def _main(tree: Any) -> Any:
    whole = len(tree.text_content())
    for path in (".//main", ".//article"):
        parts = tree.findall(path)
        if len(parts) == 1 and len(parts[0].text_content()) >= MAIN_SHARE * whole:
            return parts[0]
    return tree


def _walk(found: Reading, top: Any, page: int | None) -> None:
    """Every text in its order, without recursion: hostile pages nest as deeply as they like."""
    words: list[str] = []
    level, silent, preformatted = 0, 0, 0

    def close() -> None:
        nonlocal level
        text = "".join(words)
        found.add(text if preformatted else " ".join(text.split()), page=page, level=level)
        words.clear()
        level = 0

    for event, element in html.etree.iterwalk(top, events=("start", "end", "comment", "pi")):
        if event in ("comment", "pi"):
            if not silent and element.tail and element is not top:
                words.append(element.tail)
            continue
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if tag in SILENT:
                silent += 1
            if silent:
                continue
            if tag in BLOCKS:
                close()
                level = int(tag[1]) if tag in ("h1", "h2", "h3", "h4", "h5", "h6") else 0
                preformatted += tag == "pre"
            words.append(element.text or "")
            continue
        if not silent:
            if tag in ("td", "th"):
                words.append(" | ")
            elif tag in BLOCKS:
                close()
                preformatted -= tag == "pre"
        if tag in SILENT:
            silent -= 1
        if not silent and element is not top and element.tail:
            words.append(element.tail)
    close()
