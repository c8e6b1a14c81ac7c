"""web_search: results of the configured search engine."""

from typing import Any

from spirits.tools import Budget, Context, ToolResult, tool
from spirits.tools.data.research.searching import search
from spirits.tools.schema import arguments, choice, integer, text

ARGUMENTS = arguments(
    required="query",
    query=text("What to search for.", most=400),
    count=integer("How many results.", 1, 50, default=10),
    language=text("Results in this language (ISO 639-1).", most=8, pattern=r"^[a-zA-Z-]{2,8}$"),
    period=choice("Only what appeared within.", "day", "week", "month", "year"),
    page=integer("Which page of results.", 1, 10, default=1),
)


@tool(
    "web_search",
    "Searches the web with the search engine the operator set up; results with title, address and excerpt, deduplicated.",
    ARGUMENTS,
    returns={
        "type": "object",
        "properties": {"results": {"type": "array"}, "count": {"type": "integer"}},
        "required": ["results", "count"],
    },
    budget=Budget(seconds=20, results=50),
    needs=("a search engine (SEARCH_URL)",),
    example={"query": "height of the Zugspitze", "count": 5},
)
def web_search(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """The results, best first."""
    hits = search(
        context, arguments["query"], count=min(arguments["count"], context.budget.results),
        language=arguments.get("language", ""), period=arguments.get("period", ""), page=arguments["page"],
    )  # fmt: skip
    lines = [f"{number}. {hit.title}\n   {hit.url}\n   {hit.snippet[:300]}" for number, hit in enumerate(hits, 1)]
    return ToolResult(
        {"results": [hit.as_data() for hit in hits], "count": len(hits)}, "\n".join(lines) or "Nothing was found."
    )
