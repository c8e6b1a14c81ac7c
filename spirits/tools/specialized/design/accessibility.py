"""accessibility_checker: what keeps people from using a page, by the WCAG rules a program can decide."""

from typing import Any

from project.lib.errors import InvalidInput
from spirits.tools import Budget, Context, ToolResult, tool
from spirits.tools.declaration import address_argument
from spirits.tools.schema import arguments, choice, text
from spirits.tools.specialized.fetching import fetch_page

ARGUMENTS = arguments(
    html=text("The HTML of a page or a part of one.", most=500_000),
    url=text("Or the address of a page to fetch.", most=2_000),
    level=choice("Report rules up to this WCAG level.", "A", "AA", default="AA"),
)
LIMITS = (
    "Checked is what the HTML itself says. Contrast is checked where colours stand in style attributes; style sheets "
    "and scripts are not run. Whether alt texts and labels are true needs a person."
)


@tool(
    "accessibility_checker",
    "Checks HTML or a URL against WCAG: alt texts, labels, headings, contrast, language, focus order, with remedies.",
    ARGUMENTS,
    returns={
        "type": "object",
        "properties": {
            "findings": {"type": "array"},
            "counts": {"type": "object"},
            "passed_rules": {"type": "array", "items": {"type": "string"}},
            "limits": {"type": "string"},
        },
        "required": ["findings", "counts", "passed_rules", "limits"],
    },
    budget=Budget(seconds=30, megabytes=512, results=200),
    needs=("network for url",),
    example={"html": '<html lang="en"><title>Cat</title><h1>Cat</h1><img src="cat.png"></html>'},
    fetches=address_argument,
)
def accessibility_checker(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """Each barrier with its element, line, rule and remedy."""
    if ("html" in arguments) == ("url" in arguments):
        raise InvalidInput.of("html", "Give either html or url.")
    url, page = fetch_page(context, arguments["url"]) if "url" in arguments else ("", arguments["html"].encode())
    work = "spirits.tools.specialized.design.accessibility_work:check"
    found = context.work(work, page, is_utf8=not url, level=arguments["level"])
    total = len(found["findings"])
    found["findings"] = found["findings"][: context.budget.results]
    data = {"url": url, **found, "total": total, "limits": LIMITS}
    first = "; ".join(f"line {each['line']}: {each['problem']}" for each in found["findings"][:5])
    return ToolResult(data, f"{total} findings. {first}" if total else "No barrier found by the rules checked.")
