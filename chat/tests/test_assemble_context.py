"""A context never outgrows its room, says what it leaves out, and keeps tool calls with their results."""

from random import Random

import pytest

from chat.context.assemble import Context, assemble
from chat.context.budget import shortened, tokens_at_most
from chat.context.rounds import fit_rounds
from chat.context.summaries import Summary
from training.providers.protocol import Passage, ToolCall, Turn

WORDS = ("tea", "museum", "Überraschung", "東京", "4711", "{}[]", "🙂", "antidisestablishmentarianism", "a", "\n")


def text(random: Random, most: int) -> str:
    return " ".join(random.choice(WORDS) for _ in range(random.randrange(1, most)))


def check(context: Context) -> None:
    assert context.tokens <= context.room
    assert sum(tokens_at_most(turn.text) for turn in context.turns) <= context.room
    assert context.turns[-1].role == "user"
    assert [turn.role for turn in context.turns[1:] if turn.role == "system"] == []
    spoken = [turn for turn in context.turns if turn.role != "system"]
    assert spoken[0].role == "user"


@pytest.mark.parametrize("times", [200, pytest.param(10_000, marks=pytest.mark.full_size)])
def test_random_assemblies_never_overrun(times: int) -> None:
    random = Random(times)
    for _ in range(times):
        history = [
            (("user", "assistant")[at % 2], text(random, 60), str(at)) for at in range(2 * random.randrange(12) + 1)
        ]
        passages = [
            Passage(text(random, 50), "somewhere", reference=str(at), score=random.choice((0.0, random.random())))
            for at in range(random.randrange(12))
        ]
        context = assemble(
            instructions=text(random, 80) if random.random() < 0.7 else "",
            passages=passages,
            history=history,
            context_length=random.choice((None, 100, 512, 1_000, 4_096, 128_000)),
            summary=Summary(text(random, 60), 1, 2, "1") if random.random() < 0.5 else None,
        )
        check(context)
        assert "summary" not in [part.kind for part in context.parts] or context.left_out
        assert context.left_out + sum(part.kind in ("user", "assistant") for part in context.parts) == len(history)
        assert len(context.passages) + sum(each["kind"] == "passage" for each in context.dropped) == len(passages)
        for number, each in enumerate(context.passages, start=1):
            assert f"[{number}] (somewhere) {each.text}" in context.turns[0].text


def test_everything_is_sent_when_it_fits() -> None:
    context = assemble(
        instructions="Be kind.",
        passages=[Passage("Ada is my sister", "Memory", kind="memory", reference="m@1")],
        history=[("user", "Hi", "1"), ("assistant", "Hello", "2"), ("user", "Who is Ada?", "3")],
        context_length=8_000,
    )
    assert (context.left_out, context.dropped) == (0, ())
    assert context.turns[0].text.startswith("Be kind.\n\nThese passages")
    assert context.turns[0].text.endswith("[1] (Memory) Ada is my sister")
    assert [turn.text for turn in context.turns[1:]] == ["Hi", "Hello", "Who is Ada?"]
    record = context.snapshot()
    assert [part["kind"] for part in record["parts"]] == ["instructions", "passage", "user", "assistant", "user"]
    assert "text" not in record["parts"][1]
    assert "sister" not in str(record)


def test_what_is_left_out_is_said() -> None:
    history = [("user" if at % 2 == 0 else "assistant", f"message {at} " * 30, str(at)) for at in range(41)]
    passages = [Passage(f"passage {at} " * 40, "Book", reference=str(at), score=float(at + 1)) for at in range(9)]
    context = assemble(instructions="Be kind.", passages=passages, history=history, context_length=4_000)
    check(context)
    assert f"[{context.left_out} earlier messages of this conversation are left out" in context.turns[0].text
    assert f"[{9 - len(context.passages)} more passages were found and are left out" in context.turns[0].text
    assert [each.reference for each in context.passages][-1] == "8"  # the strongest stay, in their order
    assert len(context.turns) > 3


def test_a_question_larger_than_the_window_is_cut_in_plain_sight() -> None:
    question = "beginning " + "x1" * 20_000 + " ending"
    context = assemble(instructions="", passages=[], history=[("user", question, "1")], context_length=2_000)
    check(context)
    sent = context.turns[-1].text
    assert sent.startswith("beginning")
    assert sent.endswith("ending")
    assert "characters are left out here because they do not fit" in sent
    assert context.snapshot()["parts"][-1]["cut"] < len(question)


@pytest.mark.parametrize("most", [64, 100, 1_000])
def test_shortening_keeps_within_its_bound(most: int) -> None:
    for sample in ("a" * 5_000, "é" * 5_000, "🙂" * 2_000, "1 " * 4_000):
        assert tokens_at_most(shortened(sample, most)) <= most


@pytest.mark.parametrize("times", [200, pytest.param(10_000, marks=pytest.mark.full_size)])
def test_tool_calls_and_their_results_stay_together_within_the_room(times: int) -> None:
    random = Random(times)
    for _ in range(times):
        messages = [Turn(role="system", content=text(random, 30))]
        for at in range(random.randrange(1, 9)):
            messages.append(Turn(role="user", content=text(random, 30)))
            messages += _round(random, f"{at}", 40) if random.random() < 0.5 else []
            messages.append(Turn(role="assistant", content=text(random, 30)))
        messages.append(Turn(role="user", content=text(random, 30)))
        for at in range(random.randrange(4)):
            messages += _round(random, f"last{at}", 400)
        window = random.choice((4_000, 8_000))
        fitted = fit_rounds(messages, context_length=window)
        called = [call.id for turn in fitted for call in turn.tool_calls]
        answered = [turn.tool_call_id for turn in fitted if turn.role == "tool"]
        assert called == answered
        assert [each for each in called if each.startswith("last")] == [
            call.id for turn in messages for call in turn.tool_calls if call.id.startswith("last")
        ]
        size = sum(
            tokens_at_most(t.text) + sum(tokens_at_most(c.name + c.arguments) for c in t.tool_calls) for t in fitted
        )
        assert size <= window * 3 // 4


def _round(random: Random, name: str, most: int) -> list[Turn]:
    calls = tuple(ToolCall(f"{name}.{at}", "search", '{"q": "tea"}') for at in range(random.randrange(1, 4)))
    results = [Turn(role="tool", content=text(random, most), tool_call_id=call.id) for call in calls]
    return [Turn(role="assistant", tool_calls=calls), *results]
