"""language_detector: which language a text is written in, and where it changes."""

from typing import Any

from spirits.tools import Budget, Context, ToolResult, tool
from spirits.tools.schema import arguments, integer, many, text, yes_or_no

ARGUMENTS = arguments(
    required="text",
    text=text("The text.", most=100_000),
    among=many("Only these languages come into question (ISO 639-1 codes).", text("A code.", most=3, least=2), most=97),
    segments=yes_or_no("Whether to look at each sentence and report where the language changes.", default=True),
    alternatives=integer("How many other languages to name.", 0, 10, default=3),
)


@tool(
    "language_detector",
    "Tells the language of a text with confidence and alternatives; for mixed texts the language of each part.",
    ARGUMENTS,
    returns={
        "type": "object",
        "properties": {
            "language": {"type": "string", "description": "ISO 639-1 code."},
            "name": {"type": "string"},
            "confidence": {"type": "number"},
            "alternatives": {"type": "array"},
            "is_mixed": {"type": "boolean"},
            "segments": {"type": "array"},
        },
        "required": ["language", "confidence"],
    },
    budget=Budget(seconds=10, megabytes=512),
    example={"text": "Guten Morgen, wie geht es Ihnen heute?"},
)
def language_detector(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """The language, and for a mixed text the parts."""
    found = context.work("spirits.tools.content.language_work:detect", **arguments)
    words = f"{found['name']} ({found['language']}), confidence {found['confidence']:.0%}."
    if found["is_mixed"]:
        parts = "; ".join(f"{each['start']}-{each['end']} {each['language']}" for each in found["segments"][:20])
        words = f"Mixed, mostly {words} Parts: {parts}"
    return ToolResult(found, words)
