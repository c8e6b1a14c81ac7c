"""The rules of the accessibility check: each yields elements and what is wrong with them."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from coloraide import Color
from lxml import html

from spirits.tools.specialized.design.palette_work import contrast

Element: TypeAlias = html.HtmlElement
Hits = Iterator[tuple[Element, str]]
FIELDS = ("input", "select", "textarea")
UNLABELLED_INPUTS = {"hidden", "submit", "reset", "button", "image"}
VAGUE = {"click here", "here", "read more", "more", "link", "this", "learn more", "details", "click", "go"}
FILE_NAME = re.compile(r"^[\w-]+\.(png|jpe?g|gif|webp|svg|bmp)$", re.I)
LANGUAGE = re.compile(r"^[a-z]{2,3}(-[a-z0-9]{2,8})*$", re.I)
PURPOSELESS = {"div", "span", "p", "li", "td", "img", "section", "article"}
FOCUSABLE = ["a[@href]", "button", "input", "select", "textarea"]


class Page:
    """A parsed page and the questions rules ask of it."""

    def __init__(self, root: Element, is_whole: bool) -> None:
        self.root = root
        self.is_whole = is_whole

    def all(self, *names: str) -> list[Element]:
        """The elements of these names that are not hidden from everybody, in order."""
        return [each for each in self.root.iter(*names) if isinstance(each.tag, str) and not self.is_hidden(each)]

    @cached_property
    def by_id(self) -> dict[str, Element]:
        """The first element of each id."""
        return {each.get("id"): each for each in reversed(list(self.root.iter())) if each.get("id")}

    def is_hidden(self, element: Element) -> bool:
        """Whether neither eyes nor screen readers meet it."""
        return any(
            each.get("hidden") is not None
            or each.get("aria-hidden") == "true"
            or "display:none" in re.sub(r"\s", "", each.get("style") or "").lower()
            for each in (element, *element.iterancestors())
        )

    def name(self, element: Element) -> str:
        """The name a screen reader speaks, from ARIA, text, alt texts or the title."""
        spoken = [self.by_id[each] for each in (element.get("aria-labelledby") or "").split() if each in self.by_id]
        if spoken:
            return " ".join(each.text_content() for each in spoken).strip()
        if (element.get("aria-label") or "").strip():
            return str(element.get("aria-label", "")).strip()
        return self._own_text(element) or (element.get("title") or "").strip()

    def _own_text(self, element: Element) -> str:
        if element.tag in ("img", "area"):
            return (element.get("alt") or "").strip()
        parts = [element.text_content().strip()]
        parts += [(each.get("alt") or "").strip() for each in element.iter("img")]
        parts += [(each.get("aria-label") or "").strip() for each in element.iter() if each is not element]
        return " ".join(part for part in parts if part)

    def is_labelled(self, field: Element) -> bool:
        """Whether a form field has a name that stays when something is typed."""
        named = field.get("aria-labelledby") or field.get("aria-label") or field.get("title")
        if named and self.name(field):
            return True
        wrapped = next((each for each in field.iterancestors("label")), None)
        if wrapped is not None and wrapped.text_content().strip():
            return True
        return bool(field.get("id")) and field.get("id") in self._labels

    @cached_property
    def _labels(self) -> set[str]:
        return {each.get("for") for each in self.root.iter("label") if each.get("for") and each.text_content().strip()}

    @staticmethod
    def opening(element: Element) -> str:
        """The element's opening tag, cut to be shown."""
        named = "".join(f' {name}="{value[:60]}"' for name, value in element.attrib.items())
        return f"<{element.tag}{named}>"[:200]

    def path(self, element: Element) -> str:
        """Where the element is, as an XPath."""
        return str(self.root.getroottree().getpath(element))


@dataclass(frozen=True)
class Rule:
    """One rule: what it is called, the success criterion behind it, and how to heal what it finds."""

    name: str
    wcag: str
    level: str
    severity: str
    remedy: str
    finds: Callable[[Page], Hits]


RULES: list[Rule] = []


def rule(name: str, wcag: str, level: str, severity: str, remedy: str) -> Callable[[Callable[[Page], Hits]], None]:
    """Add the function below to the rules."""

    def add(finds: Callable[[Page], Hits]) -> None:
        RULES.append(Rule(name, wcag, level, severity, remedy, finds))

    return add


@rule(
    "image-alt", "1.1.1", "A", "critical", 'Say what the picture tells in alt="…", or alt="" where it only decorates.'
)
def _images(page: Page) -> Hits:
    for each in page.all("img", "area"):
        is_told = each.get("alt") is not None or page.name(each) or each.get("role") in ("presentation", "none")
        if not is_told and (each.tag == "img" or each.get("href")):
            yield each, "The picture has no alt attribute."
        elif FILE_NAME.match((each.get("alt") or "").strip()):
            yield each, "The alt text is a file name."
    for each in page.all("input"):
        if each.get("type") == "image" and not (each.get("alt") or page.name(each)):
            yield each, "The picture button has no alt text."


@rule("page-language", "3.1.1", "A", "serious", 'Name the language of the page: <html lang="en">.')
def _language(page: Page) -> Hits:
    language = page.root.get("lang") or page.root.get("xml:lang") or ""
    if page.is_whole and not language.strip():
        yield page.root, "The page names no language."
    for each in page.root.iter():
        if isinstance(each.tag, str) and each.get("lang") and not LANGUAGE.match(each.get("lang", "")):
            yield each, f"{each.get('lang', '')[:30]!r} is no language tag."


@rule("page-title", "2.4.2", "A", "serious", "Give the page a <title> that tells it from others.")
def _title(page: Page) -> Hits:
    titles = [each for each in page.root.iter("title") if each.getparent() is not None]
    if page.is_whole and not any((each.text or "").strip() for each in titles):
        yield page.root, "The page has no title."


@rule("field-label", "4.1.2", "A", "critical", "Put a <label for> beside the field, or an aria-label on it.")
def _fields(page: Page) -> Hits:
    for each in page.all(*FIELDS):
        if (each.get("type") or "").lower() in UNLABELLED_INPUTS or page.is_labelled(each):
            continue
        has_hint = (each.get("placeholder") or "").strip()
        yield each, "The field has only a placeholder, which goes away." if has_hint else "The field has no label."


@rule("control-name", "4.1.2", "A", "critical", "Put text into it, or an aria-label on it.")
def _controls(page: Page) -> Hits:
    for each in page.all("button", "a", "iframe", "summary"):
        if each.tag == "a" and each.get("href") is None:
            continue
        if not page.name(each):
            kind = {"a": "link", "iframe": "frame"}.get(str(each.tag), str(each.tag))
            yield each, f"The {kind} has no name."
    for each in page.all("input"):
        if each.get("type") == "button" and not ((each.get("value") or "").strip() or page.name(each)):
            yield each, "The button has no name."


@rule("link-purpose", "2.4.4", "A", "moderate", "Let the link's words say where it leads.")
def _links(page: Page) -> Hits:
    for each in page.all("a"):
        if each.get("href") is not None and page.name(each).lower().strip(" .…›»>") in VAGUE:
            yield each, f"{page.name(each)!r} does not say where the link leads."


@rule("heading-order", "1.3.1", "A", "moderate", "Let levels go down by one, starting from one <h1>.")
def _headings(page: Page) -> Hits:
    last = 0
    for each in page.all("h1", "h2", "h3", "h4", "h5", "h6"):
        level = int(str(each.tag)[1])
        if not page.name(each):
            yield each, "The heading is empty."
        if last and level > last + 1:
            yield each, f"After a level {last} heading comes level {level}."
        elif not last and level > 1 and page.is_whole:
            yield each, f"The first heading has level {level}."
        last = level
    if page.is_whole and not last:
        yield page.root, "The page has no heading."


@rule("contrast", "1.4.3", "AA", "serious", "Use a darker text or a lighter ground: 4.5 to 1, large text 3 to 1.")
def _contrast(page: Page) -> Hits:
    for each in page.all():
        if not (each.text or "").strip() or each.tag in ("script", "style", "title"):
            continue
        front, ground = _styled(each, "color"), _styled(each, "background-color") or _styled(each, "background")
        if not (front and ground) or "color" not in (each.get("style") or ""):
            continue
        needed = 3.0 if _is_large(each) else 4.5
        if (ratio := contrast(front, ground)) < needed:
            yield each, f"The contrast of {front} on {ground} is {ratio:g} to 1; {needed:g} to 1 is needed."


def _styled(element: Element, name: str) -> str:
    """An opaque colour that a style attribute of the element or the nearest ancestor sets, as hex."""
    for each in (element, *element.iterancestors()):
        found = re.search(rf"(?:^|;)\s*{name}\s*:\s*([^;!]+)", each.get("style") or "", re.I)
        if found and Color.match(found[1].strip(), fullmatch=True):
            color = Color(found[1].strip())
            return color.convert("srgb").fit().to_string(hex=True) if color.alpha() == 1 else ""
    return ""


def _is_large(element: Element) -> bool:
    style = element.get("style") or ""
    size = re.search(r"font-size\s*:\s*([\d.]+)(px|pt)", style, re.I)
    is_bold = bool(re.search(r"font-weight\s*:\s*(bold|[7-9]00)", style, re.I)) or element.tag in ("b", "strong", "h1")
    if not size:
        return bool(element.tag == "h1")
    points = float(size[1]) * (0.75 if size[2].lower() == "px" else 1) if size[1].count(".") < 2 else 0
    return points >= (14 if is_bold else 18)


@rule("focus-order", "2.4.3", "A", "serious", "Drop the tabindex and put the element where it belongs in the order.")
def _tabindex(page: Page) -> Hits:
    for each in page.all():
        if re.fullmatch(r"\s*[1-9]\d*\s*", each.get("tabindex") or ""):
            yield each, f"tabindex {each.get('tabindex')} jumps ahead of the page's order."


@rule("keyboard", "2.1.1", "A", "critical", "Use a <button>, or give it a role, tabindex=0 and key handling.")
def _keyboard(page: Page) -> Hits:
    for each in page.all(*PURPOSELESS):
        if each.get("onclick") and (each.get("tabindex") is None or not each.get("role")):
            yield each, "It reacts to clicks but cannot be reached or named by keyboard and screen reader."


@rule("hidden-focus", "4.1.2", "A", "serious", "Take aria-hidden away, or what is focusable out of it.")
def _hidden_focus(page: Page) -> Hits:
    for hidden in page.root.xpath("//*[@aria-hidden='true']"):
        for each in hidden.xpath(" | ".join(f"descendant-or-self::{name}" for name in FOCUSABLE)):
            if each.get("tabindex") != "-1" and each.get("disabled") is None and each.get("type") != "hidden":
                yield each, "It can be focused but is hidden from screen readers."


@rule("unique-id", "1.3.1", "A", "serious", "Give each element its own id.")
def _ids(page: Page) -> Hits:
    named = [each for each in page.root.iter() if isinstance(each.tag, str) and each.get("id")]
    counts = Counter(each.get("id") for each in named)
    seen: set[str | None] = set()
    for each in named:
        if counts[each.get("id")] > 1 and each.get("id") in seen:
            yield each, f"The id {each.get('id')!r} is used {counts[each.get('id')]} times."
        seen.add(each.get("id"))


@rule("aria-reference", "1.3.1", "A", "serious", "Point to the id of an element that is there.")
def _references(page: Page) -> Hits:
    for each in page.all():
        for name in ("aria-labelledby", "aria-describedby", "for"):
            missing = [word for word in (each.get(name) or "").split() if word not in page.by_id]
            if missing:
                yield each, f"{name} points to {missing[0]!r}, which is not on the page."


@rule("zoom", "1.4.4", "AA", "serious", "Leave user-scalable and maximum-scale out of the viewport.")
def _zoom(page: Page) -> Hits:
    for each in page.root.iter("meta"):
        content = re.sub(r"\s", "", each.get("content") or "").lower()
        most = re.search(r"maximum-scale=(\d+(?:\.\d+)?)", content)
        is_fixed = re.search(r"user-scalable=(no|0)\b", content) or (most and float(most[1]) < 2)
        if (each.get("name") or "").lower() == "viewport" and is_fixed:
            yield each, "The page keeps people from zooming in."


@rule("timing", "2.2.1", "A", "serious", "Let people follow a link instead.")
def _refresh(page: Page) -> Hits:
    for each in page.root.iter("meta"):
        if (each.get("http-equiv") or "").lower() == "refresh" and not (each.get("content") or "").startswith("0"):
            yield each, "The page changes by itself after a time."


@rule("media", "1.2.2", "A", "serious", "Add a <track kind=captions>; leave autoplay out or mute it.")
def _media(page: Page) -> Hits:
    for each in page.all("video", "audio"):
        kinds = {track.get("kind", "subtitles") for track in each.iter("track")}
        if each.tag == "video" and each.get("muted") is None and not kinds & {"captions", "subtitles"}:
            yield each, "The video has no captions."
        if each.get("autoplay") is not None and each.get("muted") is None:
            yield each, "It plays sound by itself."


@rule("table-headers", "1.3.1", "A", "serious", "Mark the heads of columns and rows with <th scope>.")
def _tables(page: Page) -> Hits:
    for each in page.all("table"):
        is_layout = each.get("role") in ("presentation", "none")
        has_heads = next(each.iter("th"), None) is not None
        if not is_layout and not has_heads and len(list(each.iter("tr"))) > 1:
            yield each, "The table has no header cells."


@rule("main-landmark", "2.4.1", "A", "moderate", "Put the page's content into one <main>.")
def _main(page: Page) -> Hits:
    mains = [each for each in page.all() if each.tag == "main" or each.get("role") == "main"]
    if page.is_whole and not mains:
        yield page.root, "The page has no main landmark, so its menus cannot be skipped."


@rule("list-structure", "1.3.1", "A", "moderate", "Put <li> into <ul> or <ol>, and nothing else directly into those.")
def _lists(page: Page) -> Hits:
    for each in page.all("li"):
        parent = each.getparent()
        if parent is not None and parent.tag not in ("ul", "ol", "menu") and parent.get("role") != "list":
            yield each, "The entry stands outside a list."
