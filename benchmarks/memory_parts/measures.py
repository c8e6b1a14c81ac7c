"""How good a ranking is, over many questions, with its standard error."""

import statistics
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from benchmarks.memory_parts.cases import Question, Talk

CHARACTERS_PER_TOKEN = 4
TOKENS = 1_000
MEASURES = ("R@5", "R@10", "R@20", "MRR", "session R@10", "in 1,000 tokens")


@dataclass
class Tally:
    """Measures of every question of one method, by category."""

    values: dict[str, dict[str, list[float]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    milliseconds: list[float] = field(default_factory=list)

    def add(self, category: str, measured: dict[str, float]) -> None:
        """Count one question."""
        for name, value in measured.items():
            self.values[category][name].append(value)
            self.values["all"][name].append(value)

    def mean(self, name: str, category: str = "all") -> float:
        """The mean of one measure."""
        return statistics.fmean(self.values[category][name])

    def error(self, name: str, category: str = "all") -> float:
        """The standard error of that mean."""
        values = self.values[category][name]
        return statistics.stdev(values) / len(values) ** 0.5 if len(values) > 1 else 0.0

    def count(self, category: str = "all") -> int:
        """How many questions were asked."""
        return len(self.values[category][MEASURES[0]])


def measure(talk: Talk, question: Question, ranked: Sequence[str]) -> dict[str, float]:
    """Recall at several depths, reciprocal rank, recall of sessions, and recall within a token budget."""
    evidence = set(question.evidence)
    turns = {each.id: each for each in talk.said}
    sessions = list(dict.fromkeys(turns[each].session for each in ranked))
    wanted = {turns[each].session for each in evidence}
    first = next((rank for rank, each in enumerate(ranked, start=1) if each in evidence), None)
    return {
        "R@5": _share(evidence, ranked[:5]),
        "R@10": _share(evidence, ranked[:10]),
        "R@20": _share(evidence, ranked[:20]),
        "MRR": 1 / first if first else 0.0,
        "session R@10": _share(wanted, sessions[:10]),
        "in 1,000 tokens": _share(
            evidence, _within_budget(f"{turns[e].speaker}: {turns[e].text}" for e in ranked), ranked
        ),
    }


def _within_budget(texts: Iterable[str]) -> int:
    """How many of the first texts fit into TOKENS."""
    left, count = TOKENS, 0
    for text in texts:
        left -= -(-len(text) // CHARACTERS_PER_TOKEN)
        if left < 0:
            break
        count += 1
    return count


def _share(wanted: set[str], got: Sequence[str] | int, ranked: Sequence[str] = ()) -> float:
    kept = ranked[:got] if isinstance(got, int) else got
    return len(wanted & set(kept)) / len(wanted)
