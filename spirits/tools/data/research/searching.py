"""Asks the configured search engine; used by every tool that searches the web."""

import re
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.conf import settings

from project.lib.http import Credential
from spirits.tools.context import Context
from spirits.tools.data.research.fetching import asked
from spirits.tools.errors import ToolUnavailable

TRACKING = re.compile(r"^(utm_\w+|fbclid|gclid|mc_[ce]id|ref_src|igshid|msclkid)$")
HOW_TO_SET_UP = (
    "No search backend is set up. The operator sets SEARCH_URL to a SearXNG server (with the JSON format switched on), "
    "or SEARCH_URL, SEARCH_KIND=brave and SEARCH_API_KEY for a Brave-compatible one."
)


@dataclass(frozen=True)
class Hit:
    """One result."""

    title: str
    url: str
    snippet: str
    published: str | None
    engines: tuple[str, ...]

    def as_data(self) -> dict[str, Any]:
        """The result as JSON values."""
        return {**asdict(self), "engines": list(self.engines), "host": urlsplit(self.url).hostname or ""}


def is_search_set_up() -> bool:
    """Whether the web can be searched."""
    return bool(settings.SEARCH_URL)


def search(
    context: Context, query: str, *, count: int, language: str = "", period: str = "", page: int = 1
) -> list[Hit]:
    """Results without repetitions, best first; ToolUnavailable where no engine is set up or it fails."""
    if not is_search_set_up():
        raise ToolUnavailable(HOW_TO_SET_UP)
    ask = _brave if settings.SEARCH_KIND == "brave" else _searxng
    return deduplicated(ask(context, query, count, language, period, page))[:count]


def _searxng(context: Context, query: str, _count: int, language: str, period: str, page: int) -> list[Hit]:
    given = {"q": query, "format": "json", "language": language or "all", "time_range": period, "pageno": str(page)}
    base = settings.SEARCH_URL.rstrip("/")
    url = f"{base if base.endswith('/search') else base + '/search'}?{urlencode({k: v for k, v in given.items() if v})}"
    key = settings.SEARCH_API_KEY
    answer = asked(context, "The search engine", "GET", url, credential=Credential.bearer(url, key) if key else None)
    return [
        Hit(
            _plain(each.get("title")), str(each.get("url") or ""), _plain(each.get("content")),
            each.get("publishedDate") or None, tuple(each.get("engines") or ()),
        )
        for each in _listed(answer, "results")
    ]  # fmt: skip


def _brave(context: Context, query: str, count: int, language: str, period: str, page: int) -> list[Hit]:
    if not settings.SEARCH_API_KEY:
        raise ToolUnavailable("SEARCH_KIND=brave needs SEARCH_API_KEY. The operator has to set it.")
    fresh = {"day": "pd", "week": "pw", "month": "pm", "year": "py"}.get(period, "")
    given = {
        "q": query,
        "count": str(min(20, count)),
        "offset": str(page - 1),
        "search_lang": language,
        "freshness": fresh,
    }
    base = settings.SEARCH_URL.rstrip("/")
    path = "" if "/search" in base else "/res/v1/web/search"
    url = f"{base}{path}?{urlencode({k: v for k, v in given.items() if v})}"
    credential = Credential(url, {"X-Subscription-Token": settings.SEARCH_API_KEY})
    answer = asked(context, "The search engine", "GET", url, credential=credential)
    found = answer.get("web") if isinstance(answer, dict) else None
    return [
        Hit(
            _plain(each.get("title")),
            str(each.get("url") or ""),
            _plain(each.get("description")),
            each.get("page_age"),
            ("brave",),
        )
        for each in _listed(found or {"results": []}, "results")
    ]


def _listed(answer: Any, name: str) -> list[dict[str, Any]]:
    rows = answer.get(name) if isinstance(answer, dict) else None
    if not isinstance(rows, list):
        raise ToolUnavailable(f"The search engine's answer has no {name!r}; SEARCH_KIND may be wrong.")
    return [row for row in rows if isinstance(row, dict)]


def _plain(text: Any) -> str:
    return " ".join(re.sub(r"<[^>]{1,200}>", "", str(text or "")).split())[:1_000].replace("\0", "")


def deduplicated(hits: list[Hit]) -> list[Hit]:
    """The hits without those whose address, or title on the same host, came before."""
    seen: set[object] = set()
    kept = []
    for hit in hits:
        if not hit.url.startswith(("http://", "https://")):
            continue
        same = (urlsplit(hit.url).hostname, hit.title.casefold())
        address = canonical(hit.url)
        if address not in seen and same not in seen:
            kept.append(hit)
        seen |= {address, same}
    return kept


def canonical(url: str) -> str:
    """The address without what does not change the page: www, tracking, fragment, last slash."""
    parts = urlsplit(url)
    query = urlencode(sorted((name, value) for name, value in parse_qsl(parts.query) if not TRACKING.match(name)))
    return urlunsplit(("", (parts.hostname or "").removeprefix("www."), parts.path.rstrip("/"), query, ""))
