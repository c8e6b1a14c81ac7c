"""source_validator: what speaks for and against a source on the web, each signal explained."""

import re
from datetime import datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from project.lib.http import Answer, OutboundError, outbound
from spirits.tools import Budget, Context, ToolResult, tool
from spirits.tools.data.research.fetching import limits_of
from spirits.tools.declaration import address_argument
from spirits.tools.schema import arguments, text, yes_or_no
from training.services.open_provider import waited

ARGUMENTS = arguments(
    required="url",
    url=text("The page's address.", most=2_000, pattern=r"^https?://"),
    robots=yes_or_no("Whether to look at the site's robots.txt too.", default=True),
)


@tool(
    "source_validator",
    "Fetches a web source and reports signals: TLS, redirects, author, date, outlet, contact, robots, age, each explained.",
    ARGUMENTS,
    returns={
        "type": "object",
        "properties": {
            "url": {"type": "string"}, "final_url": {"type": "string"}, "status": {"type": "integer"},
            "title": {"type": "string"}, "signals": {"type": "array", "description": "name, verdict, value, why"},
        },
        "required": ["url", "final_url", "status", "signals"],
    },
    budget=Budget(seconds=25, megabytes=384),
    example={"url": "https://example.org/article"},
    fetches=address_argument,
)  # fmt: skip
def source_validator(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """The signals; it weighs nothing in secret and gives no score."""
    url = arguments["url"]
    answer, body = _fetched(context, url)
    page = context.work("spirits.tools.data.research.page_work:read", body, answer.headers.get("content-type", ""))
    robots = _robots(context, answer.url) if arguments["robots"] else None
    signals = [
        *_of_transport(url, answer),
        *_of_page(page, context.now),
        *([_of_robots(robots, urlsplit(answer.url).path or "/")] if robots is not None else []),
    ]
    data = {"url": url, "final_url": answer.url, "status": answer.status, "title": page["title"], "signals": signals,
            "words": page["words"]}  # fmt: skip
    marks = {"good": "+", "bad": "-", "unknown": "?"}
    lines = [f"{marks[each['verdict']]} {each['name']}: {each['value']} - {each['why']}" for each in signals]
    return ToolResult(data, f"{page['title'] or answer.url}\n" + "\n".join(lines))


def _fetched(context: Context, url: str) -> tuple[Answer, bytes]:
    client = outbound(limits=limits_of(context))

    async def call() -> tuple[Answer, bytes]:
        async with client.stream("GET", url, headers={"accept": "text/html,application/xhtml+xml,*/*;q=0.5"}) as answer:
            return answer, await answer.read_start(2_000_000)

    return waited(call)


def _robots(context: Context, url: str) -> str:
    try:
        answer, body = _fetched(context, urljoin(url, "/robots.txt"))
    except OutboundError:
        return ""
    return body[:100_000].decode("utf-8", "replace") if answer.status == 200 else ""


def _signal(name: str, verdict: str, value: object, why: str) -> dict[str, Any]:
    return {"name": name, "verdict": verdict, "value": value, "why": why}


def _of_transport(asked: str, answer: Answer) -> list[dict[str, Any]]:
    secure = answer.url.startswith("https://")
    moved = urlsplit(asked).hostname != urlsplit(answer.url).hostname
    is_there = answer.status == 200
    return [
        _signal("TLS", "good" if secure else "bad", "https" if secure else "http",
                "The connection proves the server's name and that nothing was changed on the way." if secure
                else "Anybody on the way could have changed the page."),
        _signal("answer", "good" if is_there else "bad", answer.status,
                "The page exists." if is_there else "The server does not give this page; what is cited cannot be read."),
        _signal("redirect", "bad" if moved else "good", answer.url,
                "Leads to another host than was cited." if moved else "The page is on the host that was cited."),
    ]  # fmt: skip


def _of_page(page: dict[str, Any], now: datetime) -> list[dict[str, Any]]:
    return [
        _found("author", page["author"], "A named author can be asked and held to it.", "Nobody signs for the text."),
        _of_date("published", page["published"], now),
        *([_of_date("modified", page["modified"], now)] if page["modified"] else []),
        _found("outlet", page["outlet"], "The page says who publishes it.", "The page does not say who publishes it."),
        _found("contact", page["contact"], "There is a way to reach the publisher.", "No contact, imprint or about page is linked."),
        _found("references", page["outside_links"] or None, "It links to other hosts, so claims can be followed.", "It links to nothing outside."),
        _found("language", page["language"], "The page declares its language.", "The page does not declare its language."),
    ]  # fmt: skip


def _found(name: str, value: object, good: str, bad: str) -> dict[str, Any]:
    return _signal(name, "good" if value else "unknown", value or None, good if value else bad)


def _of_date(name: str, written: str | None, now: datetime) -> dict[str, Any]:
    match = re.match(r"(\d{4})-(\d\d)-(\d\d)", written or "")
    try:
        day = datetime(*map(int, match.groups()), tzinfo=now.tzinfo) if match else None  # type: ignore[arg-type,misc]
    except ValueError:
        day = None
    if day is None:
        return _signal(name, "unknown", written, "The page carries no date that can be read, so its age is unknown.")
    age = (now - day).days
    if age < -1:
        return _signal(name, "bad", written, "The date lies in the future.")
    return _signal(name, "good", written, f"{max(0, age)} days old.")


def _of_robots(robots: str, path: str) -> dict[str, Any]:
    if not robots:
        return _signal("robots", "unknown", None, "The site has no robots.txt.")
    if any(path.startswith(rule) for rule in _closed_to_all(robots)):
        return _signal(
            "robots", "bad", "disallowed", "The site asks machines not to read this page; archives may lack it."
        )
    return _signal("robots", "good", "allowed", "The site lets machines read this page, so archives can keep it.")


def _closed_to_all(robots: str) -> list[str]:
    """The paths that are closed to every machine."""
    closed, concerns, in_head = [], False, False
    for line in robots.splitlines()[:5_000]:
        name, _, value = line.partition("#")[0].partition(":")
        name, value = name.strip().lower(), value.strip()
        if name == "user-agent":
            concerns = (concerns and in_head) or value == "*"
            in_head = True
        elif name:
            in_head = False
            if name == "disallow" and concerns and value:
                closed.append(value.rstrip("*"))
    return closed
