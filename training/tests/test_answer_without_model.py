"""The built-in assistant quotes, calls tools by clear intent, and never pretends."""

import json

import pytest

from training.providers import (
    CannotEmbed,
    ChatRequest,
    DeadlineExceeded,
    Finished,
    ModelNotFound,
    Passage,
    StreamEvent,
    TextDelta,
    ToolCall,
    ToolSpec,
    Turn,
    Usage,
    open_provider,
)
from training.providers.builtin.extract import quotes_for


def schema(*required: str, **properties: str) -> dict:
    return {
        "type": "object",
        "properties": {name: {"type": kind} for name, kind in properties.items()},
        "required": list(required),
    }


REMEMBER = ToolSpec("memory.remember", "Stores a memory.", schema("text", text="string", tags="array"))
CALCULATOR = ToolSpec("calculator_engine", "Calculates.", schema("expression", expression="string"))
SQL = ToolSpec("sql_connector", "Runs SQL.", schema("query", "dataset", query="string", dataset="string"))
CLOCK = ToolSpec("clock", "Tells the time.", schema())
DETECTOR = ToolSpec("polyglot.language_detector", "Names a language.", schema("text", text="string"))
TOOLS = (REMEMBER, CALCULATOR, SQL, CLOCK, DETECTOR)

PASSAGES = (
    Passage(
        "The harbour opens at six. The ferry to Moss leaves every forty minutes from pier two.", "timetable.pdf, page 3"
    ),
    Passage("Anna's birthday is on 12 May. She likes orchids.", "memory", kind="memory"),
    Passage("Invoices are paid within 30 days.\nLate payment costs 2 % interest per month.", "terms.md"),
)


async def events_of(text: str, **more: object) -> list[StreamEvent]:
    more.setdefault("messages", (Turn("user", text),))
    request = ChatRequest("builtin", **more)
    return [event async for event in open_provider("builtin").chat_stream(request)]


async def said(text: str, **more: object) -> str:
    events = await events_of(text, **more)
    assert isinstance(events[-1], Finished)
    return "".join(event.text for event in events if isinstance(event, TextDelta))


async def called(text: str, tools: tuple[ToolSpec, ...] = TOOLS) -> tuple[str, dict] | None:
    events = await events_of(text, tools=tools)
    call = next((event for event in events if isinstance(event, ToolCall)), None)
    assert events[-1] == Finished("tool_calls" if call else "stop")
    return (call.name, json.loads(call.arguments)) if call else None


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        ("When does the ferry to Moss leave?", "The ferry to Moss leaves every forty minutes from pier two. [1]"),
        ("When is Anna's birthday?", "Anna's birthday is on 12 May. [2]"),
        ("What is the interest for late payments?", "Late payment costs 2 % interest per month. [3]"),
        ("within how many days are invoices paid", "Invoices are paid within 30 days. [3]"),
    ],
)
async def test_quotes_the_sentence_that_answers(question: str, quote: str) -> None:
    answer = await said(question, passages=PASSAGES)
    assert answer.split("\n")[2] == f"- {quote}"
    assert "no language model" in answer
    assert "orchids" not in answer


async def test_names_each_source_once() -> None:
    answer = await said("Invoices paid late payment interest", passages=PASSAGES)
    assert "Sources: [3] terms.md\n" in answer


@pytest.mark.parametrize("passages", [(), PASSAGES])
async def test_says_when_it_found_nothing(passages: tuple[Passage, ...]) -> None:
    answer = await said("Who wrote the Iliad?", passages=passages)
    assert answer.startswith("I found nothing about this")
    assert "no language model" in answer
    for way in ("Ollama", "OPENAI_API_KEY", "ANTHROPIC_API_KEY", "administrator"):
        assert way in answer
    assert "[1]" not in answer


async def test_quotes_the_best_passages_for_a_question_of_small_words() -> None:
    assert [quote.number for quote in quotes_for("what did I say about it?", PASSAGES)] == [1, 2, 3]


def test_cuts_a_sentence_without_end() -> None:
    (quote,) = quotes_for("ferry", [Passage("ferry " * 10_000, "x")])
    assert len(quote.text) <= 402


@pytest.mark.parametrize("text", ["hello", "Hi!", "Good morning", "hey there"])
async def test_greets_and_says_what_it_is(text: str) -> None:
    answer = await said(text)
    assert "built-in assistant" in answer
    assert "no language model" in answer


@pytest.mark.parametrize(
    "text", ["Who are you?", "what can you do", "help", "Are you an AI?", "Are you human?", "/help"]
)
async def test_tells_the_truth_about_itself(text: str) -> None:
    answer = await said(text, tools=(CLOCK,))
    assert "**not a language model**" in answer
    assert "`clock`" in answer
    assert "OPENAI_API_KEY" in answer


@pytest.mark.parametrize(
    ("text", "call"),
    [
        ("remember that my sister is called Ida", ("memory.remember", {"text": "my sister is called Ida"})),
        ("Please remember that\nthe code is 4711.", ("memory.remember", {"text": "the code is 4711."})),
        ("Don't forget that we meet at 5", ("memory.remember", {"text": "we meet at 5"})),
        ("Remember: milk", ("memory.remember", {"text": "milk"})),
        ("What is 12 * (3 + 4)?", ("calculator_engine", {"expression": "12 * (3 + 4)"})),
        ("calculate 2^10", ("calculator_engine", {"expression": "2^10"})),
        ("17/4", ("calculator_engine", {"expression": "17/4"})),
        (
            '/tool sql_connector {"query": "select 1", "dataset": "d"}',
            ("sql_connector", {"query": "select 1", "dataset": "d"}),
        ),
        ("/tool calculator_engine 2+2", ("calculator_engine", {"expression": "2+2"})),
        ("/clock", ("clock", {})),
        ("/tool clock", ("clock", {})),
        ("/language_detector guten Tag", ("polyglot.language_detector", {"text": "guten Tag"})),
        ("Which language is this: guten Tag", ("polyglot.language_detector", {"text": "guten Tag"})),
        ("use the calculator engine: 9*9", ("calculator_engine", {"expression": "9*9"})),
        ("run language detector on bonjour", ("polyglot.language_detector", {"text": "bonjour"})),
    ],
)
async def test_calls_the_tool_that_was_meant(text: str, call: tuple[str, dict]) -> None:
    assert await called(text) == call


@pytest.mark.parametrize(
    "text",
    ["Do you remember that day?", "What is the capital of France?", "What is 2024 about?", "I use the force",
     "remember", "Tell me about calculators", "What is love?", "run", "a/b", "and/or"],
)  # fmt: skip
async def test_calls_nothing_when_nothing_was_asked_for(text: str) -> None:
    assert await called(text) is None


@pytest.mark.parametrize(
    ("text", "tools", "part"),
    [
        ("remember that it rains", (), "cannot store memories"),
        ("/tool unheard_of {}", TOOLS, "There is no tool `unheard_of`"),
        ("/tool clock {broken", TOOLS, "no JSON object"),
        (
            "/tool calculator_engine",
            TOOLS,
            'needs expression. Write: `/tool calculator_engine {"expression": "<string>"}`',
        ),
        ("/tool sql_connector select 1", TOOLS, "needs more than one text"),
        ("", (), "Your message is empty"),
    ],
)
async def test_says_what_is_missing(text: str, tools: tuple[ToolSpec, ...], part: str) -> None:
    assert part in await said(text, tools=tools)


async def test_tells_what_the_tools_answered() -> None:
    turns = (
        Turn("user", "What is 6 * 7?"),
        Turn("assistant", "", tool_calls=(ToolCall("c", "calculator_engine", "{}"),)),
        Turn("tool", "42", tool_call_id="c", name="calculator_engine"),
    )
    assert await said("", messages=turns, tools=TOOLS) == "**calculator_engine**: 42"


async def test_streams_word_by_word_and_uses_no_tokens() -> None:
    events = await events_of("hello")
    assert len([event for event in events if isinstance(event, TextDelta)]) > 10
    assert events[-2:] == [Usage(0, 0), Finished("stop")]
    short = await events_of("hello", max_output_tokens=3)
    assert [type(event) for event in short] == [TextDelta, TextDelta, TextDelta, Usage, Finished]
    assert short[-1] == Finished("length")


async def test_gives_the_same_answer_twice() -> None:
    assert await events_of("When does the ferry leave?", passages=PASSAGES) == await events_of(
        "When does the ferry leave?", passages=PASSAGES
    )


async def test_keeps_to_its_protocol() -> None:
    provider = open_provider("builtin")
    assert [card.name for card in await provider.models()] == ["builtin"]
    assert (await provider.health()).is_healthy
    with pytest.raises(CannotEmbed):
        await provider.embed(["x"], "builtin")
    with pytest.raises(ModelNotFound):
        [event async for event in provider.chat_stream(ChatRequest("gpt", (Turn("user", "hi"),)))]
    with pytest.raises(DeadlineExceeded):
        await events_of("hello", total_seconds=0.0)


@pytest.mark.parametrize("text", ["remember that " + "a " * 50_000, "what is " + "1+" * 50_000, "(" * 50_000, "search " * 20_000,
                                  "solve " + "=" * 50_000, "\u0000\ud800 what?", "use " + "the " * 30_000])  # fmt: skip
async def test_is_not_slowed_down_by_a_hostile_message(text: str) -> None:
    import time

    started = time.monotonic()
    await events_of(text, tools=TOOLS, passages=PASSAGES)
    assert time.monotonic() - started < 10  # what takes the square of its length takes minutes
