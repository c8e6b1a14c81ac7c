"""mood_analyzer: the feeling of a text, by sentence, with the words that carry it."""

from typing import Any

from spirits.tools import Budget, Context, ToolResult, tool
from spirits.tools.schema import arguments, text

ARGUMENTS = arguments(required="text", text=text("An English text.", most=50_000))


@tool(
    "mood_analyzer",
    "Tells sentiment and emotions of an English text, per sentence and overall, with the words that carry them.",
    ARGUMENTS,
    returns={
        "type": "object",
        "properties": {
            "overall": {"type": "object", "description": "sentiment, score from -1 to 1, emotions, carrying words"},
            "sentences": {"type": "array"},
            "turns": {"type": "array", "description": "Where the mood turns from one sentence to the next."},
        },
        "required": ["overall", "sentences"],
    },
    budget=Budget(seconds=10, megabytes=256, results=500),
    example={"text": "I loved the concert. The way home was not good, though."},
)
def mood_analyzer(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """Sentiment and emotions of the whole and of each sentence."""
    found = context.work("spirits.tools.content.mood_work:feel", arguments["text"])
    found["sentences_left_out"] = max(0, len(found["sentences"]) - context.budget.results)
    found["sentences"] = found["sentences"][: context.budget.results]
    overall = found["overall"]
    felt = ", ".join(f"{name} {share:.0%}" for name, share in overall["emotions"].items()) or "no emotion named"
    words = ", ".join(f"{each['word']} ({each['weight']:+.1f})" for each in overall["words"][:8])
    return ToolResult(
        found,
        f"{overall['sentiment']} ({overall['score']:+.2f}); {felt}." + (f" Carried by: {words}." if words else ""),
    )
