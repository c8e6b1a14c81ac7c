"""Services that tools ask: a search engine and a list of known vulnerabilities."""

from project.settings.env import choice_setting, setting, text
from project.settings.providers import AN_ADDRESS, address

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
OSV_URL = setting(
    "OSV_URL",
    address,
    expected=AN_ADDRESS,
    default="",
    meaning="An OSV-compatible service (such as https://api.osv.dev) that vulnerability_scanner asks about dependencies.",
)
