"""What can be told of a version's rows, gathered while they pass by."""

from array import array
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from training.datasets.rules.shapes import texts_of


@dataclass
class Statistics:
    """Counts of rows, splits, roles, repetitions and lengths."""

    splits: Counter[str] = field(default_factory=Counter)
    roles: Counter[str] = field(default_factory=Counter)
    repeated: int = 0
    lengths: "array[int]" = field(default_factory=lambda: array("L"))

    def add(self, content: Mapping[str, Any], split: str) -> None:
        """Take one row in."""
        self.splits[split] += 1
        self.roles.update(each["role"] for each in content.get("messages", ()))
        self.lengths.append(sum(len(text) for text in texts_of(content)))

    def told(self) -> dict[str, Any]:
        """Everything as JSON. Four characters are about one token."""
        ordered = sorted(self.lengths)
        characters = sum(ordered)
        return {
            "rows": len(ordered),
            "splits": dict(self.splits),
            "roles": dict(self.roles),
            "repeated": self.repeated,
            "characters": characters,
            "tokens_estimated": characters // 4,
            "length_shortest": ordered[0] if ordered else 0,
            "length_median": _quantile(ordered, 0.5),
            "length_p95": _quantile(ordered, 0.95),
            "length_longest": ordered[-1] if ordered else 0,
        }


def _quantile(ordered: list[int], share: float) -> int:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0
