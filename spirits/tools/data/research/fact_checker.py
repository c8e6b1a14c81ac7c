"""fact_checker: a claim against passages, with a verdict and the quotes behind it."""

from typing import Any

from project.lib.errors import InvalidInput
from spirits.queries.workspace import files_of, read_file
from spirits.tools import Budget, Context, ToolResult, tool
from spirits.tools.data.research.searching import search
from spirits.tools.schema import arguments, many, record, text, yes_or_no

READABLE = (".txt", ".md", ".markdown", ".rst", ".html", ".csv")
ARGUMENTS = arguments(
    required="claim",
    claim=text("The statement to check.", most=1_000),
    passages=many(
        "What to check it against.",
        record(
            "A passage.",
            required="name text",
            name=text("Its name or address.", most=300),
            text=text("The passage.", most=100_000),
        ),
        most=50,
    ),
    folder=text("Also the text files below this folder of your workspace; '.' is all of it.", most=500),
    web=yes_or_no("Whether to search the web too; its excerpts are the passages.", default=False),
)


@tool(
    "fact_checker",
    "Checks a claim against passages, workspace files or a web search: supported, contradicted, disputed or not enough.",
    ARGUMENTS,
    returns={
        "type": "object",
        "properties": {
            "verdict": {"enum": ["supported", "contradicted", "disputed", "not enough"]},
            "evidence": {"type": "array", "description": "source, quote, place, stance and why"},
            "counts": {"type": "object"},
        },
        "required": ["verdict", "evidence"],
    },
    budget=Budget(seconds=30, megabytes=384, results=20, bytes=2_000_000),
    needs=("a search engine (SEARCH_URL), for the web",),
    example={
        "claim": "The Zugspitze is 2962 m high.",
        "passages": [{"name": "Atlas", "text": "The Zugspitze is 2962 m high."}],
    },
)
def fact_checker(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """The verdict by words, figures and negations; it reads what is there and knows nothing else."""
    passages = _passages(context, arguments)
    found = context.work(
        "spirits.tools.data.research.fact_work:judge", arguments["claim"], passages, context.budget.results
    )
    found["sources_read"] = len(passages)
    lines = [
        f"- {each['stance']} ({each['why']}): {each['quote'][:300]!r} [{each['source']}]"
        for each in found["evidence"][:8]
    ]
    return ToolResult(found, f"{found['verdict']}, from {found['sentences_read']} sentences.\n" + "\n".join(lines))


def _passages(context: Context, arguments: dict[str, Any]) -> list[dict[str, str]]:
    if not ({"passages", "folder"} & arguments.keys() or arguments["web"]):
        raise InvalidInput.of("passages", "Give passages or a folder of the workspace, or let it search the web.")
    passages = list(arguments.get("passages", []))
    if "folder" in arguments:
        passages += _of_workspace(context, arguments["folder"])
    if arguments["web"]:
        hits = search(context, arguments["claim"], count=20)
        passages += [{"name": hit.url, "text": hit.snippet} for hit in hits if hit.snippet]
    return passages


def _of_workspace(context: Context, folder: str) -> list[dict[str, str]]:
    left, found = context.budget.bytes, []
    for file in files_of(context.user, below="" if folder == "." else folder):
        if file.path.lower().endswith(READABLE) and file.size <= left:
            left -= file.size
            content = read_file(context.user, file.path).decode("utf-8", "replace")
            found.append({"name": file.path, "text": content.replace("\0", " ")})
    return found
