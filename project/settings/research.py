"""Services that tools ask: a search engine and a list of known vulnerabilities."""

import re

from project.settings.env import choice_setting, setting, text, words
from project.settings.providers import AN_ADDRESS, address

FETCH_HOST = re.compile(r"\*|(\*\.)?[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?")


def fetch_hosts(raw: str) -> list[str]:
    """Host names, some with a star for what is below them."""
    given = [each.lower() for each in words(raw)]
    if not all(FETCH_HOST.fullmatch(each) for each in given):
        raise ValueError
    return given


SEARCH_URL = setting(
    "SEARCH_URL",
    address,
    expected=AN_ADDRESS,
    default="",
    meaning="The search engine that web_search asks: a SearXNG server with the JSON format switched on, or a Brave-compatible API.",
)
SEARCH_KIND = choice_setting(
    "SEARCH_KIND", "searxng", "searxng", "brave", meaning="Which protocol SEARCH_URL speaks: `searxng` or `brave`."
)
SEARCH_API_KEY = setting(
    "SEARCH_API_KEY", text, default="", is_secret=True, meaning="The search engine's key; Brave needs one."
)
TOOL_FETCH_HOSTS = setting(
    "TOOL_FETCH_HOSTS",
    fetch_hosts,
    expected="host names separated by commas, each also as *.name, or a single *",
    default="",
    meaning="Hosts whose pages tools may fetch without asking the person (`docs.example.org`, `*.example.org`). `*` never asks, so a model may put what it knows into an address.",
)
OSV_URL = setting(
    "OSV_URL",
    address,
    expected=AN_ADDRESS,
    default="",
    meaning="An OSV-compatible service (such as https://api.osv.dev) that vulnerability_scanner asks about dependencies.",
)
