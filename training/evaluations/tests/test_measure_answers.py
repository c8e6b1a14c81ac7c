"""What an answer is worth, by each metric; all by tables of cases."""

import pytest

from training.evaluations.rules.metrics import Heard, Metric, scores_of
from training.evaluations.rules.overlap import rouge_l, rouge_n, token_f1
from training.evaluations.rules.questions import AnswerPart, Question, question_of
from training.evaluations.rules.words import cited_numbers, part_of, refuses
from training.providers.protocol import Turn

QUOTED = (
    "This is what I found:\n\n- The country code of Norway is NO. [2]\n- Oslo lies there. [1]\n\nSources: [2] Codes"
)


def scored(
    reference: str, heard: Heard, *metrics: str, part: str = AnswerPart.WHOLE, context: str = ""
) -> dict[str, float]:
    question = Question(1, (Turn("user", "?"),), reference, context)
    return scores_of(question, heard, metrics=metrics, part=part)


@pytest.mark.parametrize(
    ("answer", "reference", "exact", "contains", "f1"),
    [
        ("Paris", "paris.", 1, 1, 1),
        ("The  Paris!", "Paris", 1, 1, 1),
        ("It is Paris.", "Paris", 0, 1, 0.5),
        ("Parisian", "Paris", 0, 0, 0),
        ("", "Paris", 0, 0, 0),
        ("a b c d", "b d", 0, 0, 0.8),
    ],
)
def test_words(answer: str, reference: str, exact: float, contains: float, f1: float) -> None:
    found = scored(reference, Heard(answer), Metric.EXACT, Metric.CONTAINS, Metric.F1)
    assert found["exact"] == exact
    assert found["contains"] == contains
    assert found["f1"] == pytest.approx(f1 if answer != "a b c d" else 0.8)


def test_overlap_by_hand() -> None:
    said, wanted = "the cat sat on mat".split(), "the cat lay on the mat".split()  # noqa: SIM905 - as sentences read
    assert token_f1(said, wanted) == pytest.approx(2 * 4 / 11)
    assert rouge_n(said, wanted, 1) == pytest.approx(8 / 11)
    assert rouge_n(said, wanted, 2) == pytest.approx(2 * 1 / 9)
    assert rouge_l(said, wanted) == pytest.approx(2 * 4 / 11)
    assert (rouge_l([], []), rouge_l(said, []), rouge_n(["one"], ["one"], 2)) == (1.0, 0.0, 1.0)


def test_bleu_and_chrf_are_sacrebleus() -> None:
    found = scored("The cat sat on the mat.", Heard("The cat sat on the mat."), Metric.BLEU, Metric.CHRF)
    assert (found["bleu"], found["chrf"]) == (pytest.approx(1.0), pytest.approx(1.0))
    worse = scored("The cat sat on the mat.", Heard("A dog lay there."), Metric.BLEU, Metric.CHRF)
    assert 0 <= worse["bleu"] < 0.2
    assert 0 < worse["chrf"] < 0.3


@pytest.mark.parametrize(
    ("part", "compared"),
    [
        (AnswerPart.FIRST_CITED, "The country code of Norway is NO."),
        (AnswerPart.FIRST_LINE, "This is what I found:"),
        (AnswerPart.LAST_LINE, "Sources: [2] Codes"),
        (AnswerPart.WHOLE, QUOTED),
    ],
)
def test_parts(part: str, compared: str) -> None:
    assert part_of(QUOTED, part) == compared
    assert part_of("", part) == ""
    assert part_of("No citation here", AnswerPart.FIRST_CITED) == "No citation here"


def test_citations_must_lead_to_the_answer() -> None:
    passages = ({"text": "Oslo lies there."}, {"text": "The country code of Norway is NO."})
    reference = "The country code of Norway is NO."

    def citation(answer: str, found: tuple[dict[str, str], ...] | None = passages) -> float | None:
        return scored(reference, Heard(answer, passages=found), Metric.CITATION).get("citation")

    assert citation(QUOTED) == 1
    assert citation("It is NO [1].") == 0
    assert citation("It is NO [3].") == 0
    assert citation("It is NO [2] [7].") == 0  # one number leads nowhere
    assert citation("It is NO.") == 0
    assert citation(QUOTED, None) is None
    assert cited_numbers("[2] and [1], [2]") == [2, 1]


def test_recall_by_answer_or_context() -> None:
    def recall(passages: tuple[dict[str, str], ...] | None, context: str = "") -> float | None:
        return scored("NO", Heard("x", passages=passages), Metric.RECALL, context=context).get("recall")

    assert recall(({"text": "The code is NO."},)) == 1
    assert recall(({"text": "Norway is cold."},)) == 0
    assert recall(({"text": "Norway is cold."},), "Norway is cold") == 1
    assert (recall(()), recall(None)) == (0, None)


@pytest.mark.parametrize(
    ("calls", "answer", "name", "call"),
    [
        ((("add", '{"a": 1, "b": 2}'),), "", 1, 1),
        ((("add", '{"b": 2, "a": 1}'),), "", 1, 1),
        ((("add", '{"a": 1}'),), "", 1, 0),
        ((("sub", '{"a": 1, "b": 2}'),), "", 0, 0),
        ((("add", "no json"),), "", 1, 0),
        ((), '```json\n{"tool": "add", "arguments": {"a": 1, "b": 2}}\n```', 1, 1),
        ((), "three", 0, 0),
    ],
)
def test_tool_calls(calls: tuple[tuple[str, str], ...], answer: str, name: float, call: float) -> None:
    wanted = '{"name": "add", "arguments": {"a": 1, "b": 2}}'
    found = scored(wanted, Heard(answer, calls), Metric.TOOL_NAME, Metric.TOOL_CALL)
    assert (found["tool_name"], found["tool_call"]) == (name, call)
    assert "tool_call" not in scored("three", Heard(answer, calls), Metric.TOOL_CALL)  # the row wants none


def test_refusals_and_failures() -> None:
    assert all(
        map(refuses, ["I'm sorry, but I can't do that.", "I found nothing about this in what I can search", "  "])
    )
    assert not refuses("Paris. I do know that.")
    failed = scored("Paris", Heard("Paris", error="away", error_code="provider_away"), Metric.EXACT, Metric.SIMILARITY)
    assert failed == {"exact": 0.0, "tokens": 0.0, "points": 0.0}


def test_what_rows_ask() -> None:
    chat = {"messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi"},
                         {"role": "assistant", "content": "Hello"}, {"role": "user", "content": "Bye"},
                         {"role": "assistant", "content": "See you"}, {"role": "user", "content": "?"}]}  # fmt: skip
    found = question_of(3, chat)
    assert found is not None
    assert ([each.role for each in found.turns], found.text, found.reference) == (
        ["system", "user", "assistant", "user"], "Bye", "See you",
    )  # fmt: skip
    told = question_of(1, {"question": "Who?", "answer": "Ann", "context": "Ann did."}, gives_context=True)
    assert told is not None and (told.text, told.context) == ("Ann did.\n\nWho?", "Ann did.")  # noqa: PT018
    assert question_of(1, {"text": "Nobody asks."}) is None
    assert question_of(1, {"messages": [{"role": "assistant", "content": "I begin"}]}) is None
