"""health_educator: answers from the health knowledge bases the person may read, quoted word for word and cited."""

import re
from typing import Any
from uuid import UUID

from accounts.models import User
from project.lib.errors import DaimonError, InvalidInput
from spirits.tools import Budget, Context, ToolResult, tool
from spirits.tools.errors import ToolUnavailable
from spirits.tools.schema import arguments, integer, text
from spirits.tools.specialized.health.vocabulary import read_symptoms
from training.knowledge.queries.bases import readable_bases
from training.knowledge.queries.search import FoundPassage, search_knowledge
from training.models import KnowledgeBase
from training.retrieval.query_vector import query_vector

TAG = "health"
LOOKED_THROUGH = 8
QUOTE = "spirits.tools.data.research.synthesis_work:choose"
DISCLAIMER = (
    "This quotes the sources named and is no advice for a single person. Ask a professional about your own case."
)
URGENT = re.compile(r"\b(suicid\w*|overdos\w*|unconscious|stroke|poison\w*|severe bleeding)\b", re.IGNORECASE)
URGENT_SYMPTOMS = {"chest pain", "breathing difficulty"}
CALL = "If this is happening now, call the emergency number first."
NONE = (
    "There is no health source here. Make a knowledge base with the tag 'health' and add documents you trust, or ask the operator "
    "to open one to everybody."
)


@tool(
    "health_educator",
    "Answers a health question from your health knowledge bases, quoted and cited; says so when they hold nothing.",
    arguments(
        required="question",
        question=text("The question.", most=1_000),
        sentences=integer("The most sentences to quote.", 1, 12, default=5),
    ),
    returns={
        "type": "object",
        "properties": {
            "is_answered": {"type": "boolean"},
            "quotes": {"type": "array", "description": "each sentence word for word with number and source"},
            "sources": {"type": "array", "description": "knowledge_base, document, page, offsets and reference"},
            "notice": {"type": "string"},
        },
        "required": ["is_answered", "quotes", "sources", "notice"],
    },
    budget=Budget(seconds=20, megabytes=384, results=12),
    needs=("a knowledge base with the tag health",),
    example={"question": "How much should an adult drink in hot weather?"},
)
def health_educator(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """The sentences that answer, each with its source. It adds no word of its own but the notice."""
    question = arguments["question"].replace("\x00", " ").strip()
    if not question:
        raise InvalidInput.of("question", "Ask something.")
    bases = health_bases(context.user)
    found = search_knowledge(bases, question, limit=LOOKED_THROUGH, vector=query_vector(question))
    sources = [each for each in found.passages if each.is_answer]
    notice = f"{CALL} {DISCLAIMER}" if _is_urgent(question) else DISCLAIMER
    if not sources:
        data = {"is_answered": False, "quotes": [], "sources": [], "notice": notice}
        return ToolResult(data, f"The health sources hold nothing about this. Say so and add nothing. {notice}")
    quotes = _quotes(context, question, sources, min(arguments["sentences"], context.budget.results))
    names = {base.pk: base.name for base in bases}
    data = {
        "is_answered": True,
        "quotes": quotes,
        "sources": [_source(number, each, names) for number, each in enumerate(sources, 1)],
        "notice": notice,
    }
    lines = [f"- {each['quote']!r} [{each['source']}]" for each in quotes]
    named = [f"[{number}] {each.place}" for number, each in enumerate(sources, 1)]
    return ToolResult(data, "\n".join(["Quoted word for word:", *lines, "Sources:", *named, notice]))


def health_bases(user: User) -> list[KnowledgeBase]:
    """The readable knowledge bases with the tag ``health`` that hold documents; ToolUnavailable without any."""
    readable = readable_bases(user).filter(tags__contains=[TAG], documents__passage_count__gt=0)
    found = list(readable.distinct().order_by("pk")[:200])
    if not found:
        raise ToolUnavailable(NONE)
    return found


def _quotes(context: Context, question: str, sources: list[FoundPassage], count: int) -> list[dict[str, Any]]:
    """Sentences of the passages; where none stands alone, the beginning of the best passage."""
    texts = [{"name": each.title, "text": each.text} for each in sources]
    try:
        chosen = context.work(QUOTE, texts, question, count)
    except DaimonError as error:
        if error.code != InvalidInput.code:
            raise
        chosen = []
    if not chosen:
        return [{"quote": sources[0].text[:400], "source": 1, "offsets": [sources[0].start, sources[0].start + 400]}]
    return [
        {
            "quote": each["text"],
            "source": each["source"] + 1,
            "offsets": [sources[each["source"]].start + each["start"], sources[each["source"]].start + each["end"]],
        }
        for each in chosen
    ]


def _is_urgent(question: str) -> bool:
    """Whether it names something that may be an emergency."""
    present, _ = read_symptoms(question)
    return bool(URGENT.search(question) or present & URGENT_SYMPTOMS)


def _source(number: int, found: FoundPassage, names: dict[UUID, str]) -> dict[str, Any]:
    return {
        "number": number,
        "knowledge_base": names[found.base_id],
        "document": found.title,
        "place": found.place,
        "page": found.page,
        "offsets": [found.start, found.end],
        "reference": found.reference,
        "coverage": found.coverage,
    }
