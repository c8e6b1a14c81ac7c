"""The built-in provider: extractive answers with citations, tools by clear intent, and the plain truth about itself."""

import asyncio
import re
import time
from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace

from training.providers.builtin.extract import quotes_for
from training.providers.builtin.intents import (
    AboutYou,
    BadCommand,
    Greeting,
    Intent,
    Lookup,
    Thanks,
    UseTool,
    intent_of,
)
from training.providers.errors import CannotEmbed, DeadlineExceeded, ModelNotFound
from training.providers.protocol import (
    ChatRequest,
    Embeddable,
    Embeddings,
    Finished,
    Health,
    ModelCard,
    StreamEvent,
    TextDelta,
    ToolCall,
    ToolCallDelta,
    ToolSpec,
    Turn,
    Usage,
)

MODEL = "builtin"
DISPLAY_NAME = "Built-in assistant (no language model)"
CONTEXT_LENGTH = 32_768
CANNOT_GO_ON = "\n\nI am no language model and cannot go on with what somebody else began."
LONGEST_TOOL_ANSWER = 8_000
PIECE = re.compile(r"\S+\s*|\s+")

CONNECT = (
    "To get free answers, connect a language model: start Ollama on this machine, or set `OPENAI_API_KEY` or "
    "`ANTHROPIC_API_KEY` and start Daimon again, or let an administrator add a provider."
)
ABOUT = (
    "I am Daimon's built-in assistant. I am **not a language model**: I do not write, reason or chat freely.\n\n"
    "What I can do:\n\n"
    "- answer from your memories, uploads and knowledge by quoting what fits, with the source's number\n"
    "- remember something: *remember that the meeting is on Tuesday*\n"
    '- run a tool by clear wording or by command: `/tool name {"argument": "value"}`\n\n'
)


class BuiltinProvider:
    """Answers from ``request.passages`` and ``request.tools`` alone; the same request gets the same answer."""

    kind = "builtin"

    async def models(self) -> list[ModelCard]:
        """The one assistant."""
        return [
            ModelCard(
                MODEL,
                display_name=DISPLAY_NAME,
                capabilities=frozenset({"chat", "tools"}),
                context_length=CONTEXT_LENGTH,
                family="builtin",
            )
        ]

    async def chat_stream(self, request: ChatRequest) -> AsyncGenerator[StreamEvent, None]:
        """The answer a word at a time, or a tool call; it uses no tokens."""
        if request.model != MODEL:
            raise ModelNotFound(f"The built-in provider has only the model {MODEL!r}.")
        deadline = time.monotonic() + request.total_seconds
        said = ""
        if request.goes_on:
            *asked, cut_off, _order = request.messages
            request, said = replace(request, messages=tuple(asked)), cut_off.text
        answered = _tool_answers(request.messages)
        intent = intent_of(request.last_user_text, request.tools) if not answered else None
        if isinstance(intent, UseTool):
            for event in _called(intent, len(request.messages)):
                yield event
            return
        text = _told(answered) if intent is None else _said(intent, request)
        text = text.removeprefix(said) if text.startswith(said) else CANNOT_GO_ON
        pieces = PIECE.findall(text)
        kept = pieces[: request.max_output_tokens]
        for piece in kept:
            if time.monotonic() > deadline:
                raise DeadlineExceeded()
            yield TextDelta(piece)
            await asyncio.sleep(0)  # others get their turn; nothing is delayed
        yield Usage(0, 0)
        yield Finished("stop" if len(kept) == len(pieces) else "length")

    async def embed(self, texts: Sequence[Embeddable], model: str) -> Embeddings:
        """Always CannotEmbed."""
        raise CannotEmbed("The built-in assistant makes no embeddings. Connect a provider with an embedding model.")

    async def health(self) -> Health:
        """Always healthy: it needs nothing."""
        return Health(is_healthy=True, latency_ms=0.0)


def _called(intent: UseTool, position: int) -> list[StreamEvent]:
    call = ToolCall(f"call_builtin_{position}", intent.name, intent.arguments)
    return [
        ToolCallDelta(0, call.id, call.name),
        ToolCallDelta(0, arguments=call.arguments),
        call,
        Usage(0, 0),
        Finished("tool_calls"),
    ]


def _said(intent: Intent, request: ChatRequest) -> str:
    match intent:
        case Greeting():
            return (
                "Hello! I am Daimon's built-in assistant. I have no language model: I answer from your memories, uploads "
                "and knowledge, and I run tools. Ask for *help* to see what I can do."
            )
        case Thanks():
            return "You are welcome."
        case AboutYou():
            return ABOUT + _tools_line(request.tools) + CONNECT
        case BadCommand(problem):
            return problem
        case Lookup(question):
            return _looked_up(question, request)
        case UseTool():
            raise AssertionError("A tool call is no text.")


def _looked_up(question: str, request: ChatRequest) -> str:
    """Quotes with the numbers of their passages, or the plain truth that there are none."""
    if not question:
        return "Your message is empty. Ask for *help* to see what I can do."
    quotes = quotes_for(question, request.passages)
    if not quotes:
        where = f"in the {len(request.passages)} passages I was given" if request.passages else "in what I can search"
        return (
            f"I found nothing about this {where}: your memories, uploads and knowledge. I have no language model, so I "
            f"cannot answer from general knowledge.\n\n{CONNECT}"
        )
    lines = [f"- {quote.text} [{quote.number}]" for quote in quotes]
    sources = dict.fromkeys(f"[{quote.number}] {request.passages[quote.number - 1].source}" for quote in quotes)
    return (
        "This is what I found:\n\n"
        + "\n".join(lines)
        + "\n\nSources: "
        + "; ".join(sources)
        + "\n\nThese are quotes. I have no language model to weigh them or to put them into other words."
    )


def _tool_answers(messages: Sequence[Turn]) -> list[Turn]:
    """The tools' answers that follow the last user message."""
    found: list[Turn] = []
    for turn in reversed(messages):
        if turn.role == "user":
            break
        if turn.role == "tool":
            found.append(turn)
    return list(reversed(found))


def _told(answers: Sequence[Turn]) -> str:
    """What the tools said, as they said it."""
    parts = []
    for turn in answers:
        text = turn.text.strip()
        if len(text) > LONGEST_TOOL_ANSWER:
            text = text[:LONGEST_TOOL_ANSWER] + " …"
        parts.append(f"**{turn.name or 'The tool'}**: {text or 'done, without a result.'}")
    return "\n\n".join(parts)


def _tools_line(tools: Sequence[ToolSpec]) -> str:
    if not tools:
        return "No tools are switched on in this conversation.\n\n"
    return "Tools in this conversation: " + ", ".join(f"`{tool.name}`" for tool in tools) + ".\n\n"
