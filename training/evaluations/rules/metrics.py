"""What an answer is measured by, and its scores."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from training.evaluations.rules.overlap import rouge_l, rouge_n, token_f1
from training.evaluations.rules.questions import Question, WantedCall, parsed, wanted_call
from training.evaluations.rules.words import cited_numbers, normal, part_of, refuses, words_of


class Metric(models.TextChoices):
    """Every measure, in the order in which tables show them."""

    EXACT = "exact", "Exact match"
    CONTAINS = "contains", "Contains the answer"
    F1 = "f1", "Token F1"
    ROUGE_1 = "rouge_1", "ROUGE-1"
    ROUGE_2 = "rouge_2", "ROUGE-2"
    ROUGE_L = "rouge_l", "ROUGE-L"
    BLEU = "bleu", "BLEU"
    CHRF = "chrf", "chrF"
    SIMILARITY = "similarity", "Similar meaning"
    RECALL = "recall", "Retrieval recall"
    CITATION = "citation", "Citation right"
    TOOL_NAME = "tool_name", "Right tool"
    TOOL_CALL = "tool_call", "Right tool call"
    JUDGE = "judge", "Judge's score"
    REFUSAL = "refusal", "Refusals"
    LATENCY = "latency_ms", "Time to the answer (ms)"
    TOKENS = "tokens", "Tokens"
    POINTS = "points", "Points"


LOWER_IS_BETTER = frozenset({Metric.REFUSAL, Metric.LATENCY, Metric.TOKENS, Metric.POINTS})
MEASURED = frozenset(
    {Metric.LATENCY, Metric.TOKENS, Metric.POINTS}
)  # in their own unit; all others lie between 0 and 1
ALWAYS = (Metric.REFUSAL, Metric.LATENCY, Metric.TOKENS, Metric.POINTS)
USUAL = (Metric.EXACT, Metric.CONTAINS, Metric.F1, Metric.ROUGE_L, Metric.CHRF, Metric.RECALL, Metric.CITATION)


@dataclass(frozen=True)
class Heard:
    """What came back for one question."""

    answer: str = ""
    calls: tuple[tuple[str, str], ...] = ()  # name and arguments of each tool call
    passages: tuple[Mapping[str, Any], ...] | None = None  # what was found for it; None where nothing looked for any
    latency_ms: int = 0
    first_token_ms: int | None = None
    input_tokens: int = 0
    output_tokens: int = 0
    points: int = 0
    error: str = ""
    error_code: str = ""
    cost: Mapping[str, Any] = field(default_factory=dict)

    @property
    def has_failed(self) -> bool:
        """Whether there is no answer at all."""
        return bool(self.error_code)


Similarity = Callable[[str, str], float | None]


def scores_of(
    question: Question, heard: Heard, *, metrics: Iterable[str], part: str, similarity: float | None = None
) -> dict[str, float]:
    """The score by each metric that applies to the row; a failed answer scores 0 by each that judges words."""
    compared = "" if heard.has_failed else part_of(heard.answer, part)
    wanted = wanted_call(question.reference)
    found: dict[str, float] = {}
    for metric in (*metrics, *ALWAYS):
        score = similarity if metric == Metric.SIMILARITY else _score(metric, question, heard, compared, wanted)
        if score is not None:
            found[metric] = round(float(score), 6)
    return found


def _score(metric: str, question: Question, heard: Heard, compared: str, wanted: WantedCall | None) -> float | None:
    match metric:
        case Metric.RECALL:
            return (
                None
                if heard.passages is None
                else float(any(holds(each.get("text", ""), question) for each in heard.passages))
            )
        case Metric.CITATION:
            return None if heard.passages is None else _citation(question, heard)
        case Metric.TOOL_NAME | Metric.TOOL_CALL:
            return None if wanted is None else _tool(metric, wanted, heard)
        case Metric.JUDGE:
            return 0.0 if heard.has_failed else None  # what was answered is judged later
        case Metric.REFUSAL:
            return None if heard.has_failed else float(not heard.calls and refuses(heard.answer))
        case Metric.LATENCY:
            return None if heard.has_failed else heard.latency_ms
        case Metric.TOKENS:
            return heard.input_tokens + heard.output_tokens
        case Metric.POINTS:
            return heard.points
    return _words(metric, compared, question.reference)


def _words(metric: str, answer: str, reference: str) -> float:
    said, wanted = words_of(answer), words_of(reference)
    match metric:
        case Metric.EXACT:
            return float(said == wanted and bool(said))
        case Metric.CONTAINS:
            return float(bool(wanted) and f" {' '.join(wanted)} " in f" {' '.join(said)} ")
        case Metric.F1:
            return token_f1(said, wanted)
        case Metric.ROUGE_1:
            return rouge_n(said, wanted, 1)
        case Metric.ROUGE_2:
            return rouge_n(said, wanted, 2)
        case Metric.ROUGE_L:
            return rouge_l(said, wanted)
    return _translated(metric, answer, reference)


def _translated(metric: str, answer: str, reference: str) -> float:
    from sacrebleu.metrics.bleu import BLEU  # loads a list of tables: only an evaluation pays for it
    from sacrebleu.metrics.chrf import CHRF

    judge: Any = CHRF() if metric == Metric.CHRF else BLEU(effective_order=True)
    return float(judge.sentence_score(answer, [reference]).score) / 100


def holds(passage: str, question: Question) -> bool:
    """Whether the row's answer, or the context it names, stands in the passage."""
    text = f" {normal(passage)} "
    wanted = [normal(each) for each in (question.reference, question.context) if each.strip()]
    return any(each and f" {each} " in text for each in wanted)


def _citation(question: Question, heard: Heard) -> float:
    """Whether the answer cites a passage in which the row's answer stands, and no number that is not there."""
    passages: Sequence[Mapping[str, Any]] = heard.passages or ()
    numbers = cited_numbers(heard.answer)
    if not numbers or any(not 1 <= number <= len(passages) for number in numbers):
        return 0.0
    return float(any(holds(passages[number - 1].get("text", ""), question) for number in numbers))


def _tool(metric: str, wanted: WantedCall, heard: Heard) -> float:
    """A model without tools may write the call as its answer."""
    calls = [WantedCall(name, parsed(arguments)) for name, arguments in heard.calls]
    written = wanted_call(heard.answer)
    calls += [written] if written is not None else []
    if metric == Metric.TOOL_NAME:
        return float(any(call.name == wanted.name for call in calls))
    return float(wanted in calls)
