"""plagiarism_detector: passages that a text shares with other texts."""

from typing import Any

from project.lib.errors import InvalidInput
from spirits.queries.workspace import files_of, read_file
from spirits.tools import Budget, Context, ToolResult, tool
from spirits.tools.schema import arguments, integer, many, number, record, text, yes_or_no

MOST_BYTES = 5_000_000
READABLE = (".txt", ".md", ".markdown", ".rst", ".csv", ".html", ".tex", ".py", ".js", ".json")
ARGUMENTS = arguments(
    required="text",
    text=text("The text to examine.", most=100_000),
    against=many(
        "Texts to compare it with.",
        record(
            "A source.", required="name text", name=text("Its name.", most=200), text=text("The source.", most=200_000)
        ),
        most=100,
    ),
    workspace=yes_or_no("Whether to compare it with the text files of your workspace too.", default=False),
    folder=text("Only files below this folder of the workspace.", most=500),
    least_words=integer("The shortest passage that counts.", 4, 50, default=7),
    least_similarity=number("How alike a passage must be, where words were changed.", 0.6, 1.0, default=0.8),
)


@tool(
    "plagiarism_detector",
    "Finds passages a text shares with given texts or your workspace files, with offsets and similarity, also reworded.",
    ARGUMENTS,
    returns={
        "type": "object",
        "properties": {
            "share": {"type": "number", "description": "The part of the text's words found elsewhere, 0 to 1."},
            "passages": {"type": "array"},
            "sources": {"type": "array"},
            "compared_with": {"type": "integer"},
        },
        "required": ["share", "passages", "sources"],
    },
    budget=Budget(seconds=30, megabytes=768, results=100, bytes=MOST_BYTES),
    example={
        "text": "He said that the quick brown fox jumps over the lazy dog.",
        "against": [{"name": "pangrams", "text": "The quick brown fox jumps over the lazy dog."}],
    },
)
def plagiarism_detector(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """Shared passages, longest first."""
    sources = [dict(each) for each in arguments.get("against", [])]
    if arguments["workspace"] or "folder" in arguments:
        sources += _of_workspace(context, arguments.get("folder", ""))
    if not sources:
        raise InvalidInput.of("against", "Give texts to compare with, or set workspace to true with text files in it.")
    found = context.work(
        "spirits.tools.content.plagiarism_work:compare",
        arguments["text"], sources, arguments["least_words"], arguments["least_similarity"],
    )  # fmt: skip
    found["passages_left_out"] = max(0, len(found["passages"]) - context.budget.results)
    found["passages"] = found["passages"][: context.budget.results]
    shown = "\n".join(
        f"- {each['source']} ({each['similarity']:.0%}): {each['text'][:150]}" for each in found["passages"][:10]
    )
    return ToolResult(
        found, f"{found['share']:.0%} of the words are found in {len(found['sources'])} sources.\n{shown}"
    )


def _of_workspace(context: Context, folder: str) -> list[dict[str, str]]:
    """The person's text files, newest first, as far as the budget goes."""
    left, sources = context.budget.bytes, []
    for file in files_of(context.user, below=folder):
        if not file.path.lower().endswith(READABLE) or file.size > left:
            continue
        left -= file.size
        content = read_file(context.user, file.path).decode("utf-8", "replace").replace("\0", " ")
        sources.append({"name": file.path, "text": content})
        context.seconds_left()
    return sources
