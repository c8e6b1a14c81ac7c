"""chroma_search: hybrid search over the person's knowledge bases, with citations."""

from typing import Any
from uuid import UUID

from accounts.models import User
from project.lib.errors import InvalidInput
from spirits.tools import Budget, Context, ToolResult, tool
from spirits.tools.errors import ToolUnavailable
from spirits.tools.schema import arguments, integer, many, text
from training.knowledge.queries.bases import readable_bases
from training.knowledge.queries.search import Filters, FoundPassage, Search, search_knowledge
from training.models import KnowledgeBase
from training.retrieval.query_vector import query_vector

MOST_QUOTED = 1_500  # characters of one passage that the model is given
NONE = "You have no knowledge base with documents. Make one on the page Knowledge, and add documents to it."


@tool(
    "chroma_search",
    "Searches your knowledge bases by words and meaning; each passage comes with document, page and offsets to cite.",
    arguments(
        required="query",
        query=text("What to look for, as a question or in words.", most=2_000),
        knowledge_bases=many(
            "Names of the knowledge bases to search; absent: all you may read.", text("A name.", most=120), most=20
        ),
        tags=many("Only documents with all of these tags.", text("A tag.", most=40), most=20),
        limit=integer("The most passages to return.", 1, 50, default=6),
    ),
    returns={
        "type": "object",
        "properties": {
            "is_answered": {"type": "boolean", "description": "False: it is not in the documents."},
            "engine": {"type": "string"},
            "passages": {
                "type": "array",
                "description": "knowledge_base, document, page, offsets, quote, score and why",
            },
        },
        "required": ["is_answered", "engine", "passages"],
    },
    budget=Budget(seconds=15, results=50),
    example={"query": "When does the lock of the harbour open?"},
)
def chroma_search(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """The passages, best first, and whether any of them has enough in common with the question."""
    query = asked(arguments["query"], field="query")
    bases = chosen_bases(context.user, arguments.get("knowledge_bases", []))
    limit = min(arguments["limit"], context.budget.results)
    filters = Filters(tags=tuple(tag.lower() for tag in arguments.get("tags", [])))
    found = search_knowledge(bases, query, limit=limit, filters=filters, vector=query_vector(query))
    return ToolResult(told(found, {base.pk: base.name for base in bases}), in_words(found))


def asked(query: str, *, field: str) -> str:
    """The question without blanks around it, refused where it holds none."""
    query = query.replace("\x00", " ").strip()
    if not query:
        raise InvalidInput.of(field, "Ask something.")
    return query


def chosen_bases(user: User, names: list[str]) -> list[KnowledgeBase]:
    """The readable knowledge bases of these names, or all; an unknown name is refused, and having none as well."""
    readable = readable_bases(user).filter(documents__passage_count__gt=0).distinct().order_by("pk")
    found = list(readable.filter(name__in=names) if names else readable[:200])
    missing = sorted(set(names) - {base.name for base in found})
    if missing:
        raise InvalidInput.of("knowledge_bases", f"You have no knowledge base with documents called {missing[0]!r}.")
    if not found:
        raise ToolUnavailable(NONE)
    return found


def told(found: Search, names: dict[UUID, str]) -> dict[str, Any]:
    """A search as data."""
    return {
        "is_answered": found.is_answered,
        "engine": found.engine,
        "passages": [_passage(each, names[each.base_id]) for each in found.passages],
    }


def in_words(found: Search) -> str:
    """A search as the model reads it."""
    if not found.is_answered:
        return "Not in the documents. Say so; do not answer from these passages."
    lines = [
        f"[{number}] ({each.place}) {each.text[:MOST_QUOTED]}"
        for number, each in enumerate((each for each in found.passages if each.is_answer), 1)
    ]
    return "Cite by the numbers in brackets.\n" + "\n".join(lines)


def _passage(found: FoundPassage, base: str) -> dict[str, Any]:
    return {
        "knowledge_base": base,
        "document": found.title,
        "document_id": str(found.document_id),
        "place": found.place,
        "page": found.page,
        "offsets": [found.start, found.end],
        "reference": found.reference,
        "heading": found.heading,
        "quote": found.text[:MOST_QUOTED],
        "is_answer": found.is_answer,
        "score": found.score,
        "why": {"matched": list(found.matched), "coverage": found.coverage, "signals": found.signals},
    }
