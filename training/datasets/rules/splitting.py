"""Which rows are for training, validation and test: decided by the row alone, so that it stays the same for ever."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from project.lib.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Shares:
    """Per cent of each split; together 100."""

    train: int
    validation: int
    test: int

    def __post_init__(self) -> None:
        if min(self.train, self.validation, self.test) < 0 or self.train + self.validation + self.test != 100:
            raise InvalidInput.of("train", "The shares must be whole per cents that make 100 together.")

    def split_of(self, digest: str, seed: str) -> str:
        """The split of a row. Equal rows fall into the same split, so none leaks from training into test."""
        place = int.from_bytes(hashlib.sha256(f"{seed}\n{digest}".encode()).digest()[:8], "big") * 100 >> 64
        if place < self.train:
            return "train"
        return "validation" if place < self.train + self.validation else "test"

    def told(self) -> Mapping[str, int]:
        """As JSON."""
        return {"train": self.train, "validation": self.validation, "test": self.test}
