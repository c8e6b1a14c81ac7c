"""pronunciation_guide: how words are said, from pronouncing dictionaries."""

from typing import Any

from spirits.tools import Budget, Context, ToolResult, tool
from spirits.tools.schema import arguments, choice, text, yes_or_no

ARGUMENTS = arguments(
    required="text",
    text=text("Words or sentences.", most=5_000),
    language=choice("The language; auto tells it by the script.", "auto", "en", "zh", "ja", default="auto"),
    all_variants=yes_or_no("Whether to give every known pronunciation of a word.", default=False),
)


@tool(
    "pronunciation_guide",
    "Gives IPA, syllables and stress of English words, pinyin of Chinese, romaji of Japanese kana; names unknown words.",
    ARGUMENTS,
    returns={
        "type": "object",
        "properties": {"words": {"type": "array"}, "unknown": {"type": "array"}, "line": {"type": "string"}},
        "required": ["words", "unknown", "line"],
    },
    budget=Budget(seconds=15, megabytes=768),
    example={"text": "The thorough record"},
)
def pronunciation_guide(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """Each word's pronunciation in the text's order."""
    found = context.work("spirits.tools.content.pronunciation_work:pronounce", **arguments)
    said = "\n".join(f"{each['word']}: {' or '.join(_said(one) for one in each['ways'])}" for each in found["words"])
    unknown = f"\nNot in the dictionary: {', '.join(found['unknown'])}" if found["unknown"] else ""
    return ToolResult(found, f"{found['line']}\n{said}{unknown}")


def _said(way: dict[str, Any]) -> str:
    if "ipa" not in way:
        return str(way["reading"])
    return f"/{way['ipa']}/ ({way['syllables']} syllable{'' if way['syllables'] == 1 else 's'})"
