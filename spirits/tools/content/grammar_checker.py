"""grammar_checker: spelling, grammar, punctuation and style, each finding with its place, rule and suggestion."""

from typing import Any

from spirits.tools import Budget, Context, ToolResult, tool
from spirits.tools.schema import arguments, choice, many, text, yes_or_no

ARGUMENTS = arguments(
    required="text",
    text=text("The text.", most=30_000),
    language=choice(
        "Its language; English is checked fully, the others for spelling, repetition and punctuation.",
        "auto", "en", "de", "es", "fr", "it", "nl", "pt", default="auto",
    ),
    known_words=many("Words and names that are right.", text("A word.", most=60), most=500),
    style=yes_or_no("Whether to remark on style too.", default=True),
)  # fmt: skip


@tool(
    "grammar_checker",
    "Checks spelling, repeated words, agreement, punctuation and style; each finding with offset, rule and suggestion.",
    ARGUMENTS,
    returns={
        "type": "object",
        "properties": {
            "language": {"type": "string"},
            "findings": {"type": "array"},
            "corrected": {"type": "string", "description": "With every sure first suggestion applied."},
            "counts": {"type": "object"},
        },
        "required": ["findings", "corrected"],
    },
    budget=Budget(seconds=25, megabytes=768, results=300),
    example={"text": "She go to the the libary every days ."},
)
def grammar_checker(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """The findings in the text's order."""
    found = context.work("spirits.tools.content.grammar_work:check", **arguments)
    found["findings_left_out"] = max(0, len(found["findings"]) - context.budget.results)
    found["findings"] = found["findings"][: context.budget.results]
    lines = [
        f"{each['start']}-{each['end']} {each['rule']}: {each['text']!r} - {each['message']}"
        + (f" Suggested: {', '.join(map(repr, each['suggestions'][:3]))}." if each["suggestions"] else "")
        for each in found["findings"][:40]
    ]
    return ToolResult(found, "\n".join(lines) or "Nothing was found.")
