"""The local embedder's parts that need no weights; and with weights, its vectors against known ones."""

import os
from pathlib import Path

import numpy as np
import pytest

from training.retrieval.minilm import VOCABULARY, WEIGHTS, MiniLm, _gelu
from training.retrieval.wordpiece import WordPiece

PIECES = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "hel", "##lo", "cafe", ",", "!", "東", "京", "a"]


@pytest.fixture
def pieces(tmp_path: Path) -> WordPiece:
    path = tmp_path / "vocab.txt"
    path.write_text("\n".join(PIECES), encoding="utf-8")
    return WordPiece(path)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hello", [4, 5]),
        ("HELLO, Café!", [4, 5, 7, 6, 8]),
        ("東京", [9, 10]),
        ("helx a", [1, 11]),
        ("x" * 101, [1]),
        ("", []),
    ],
)
def test_text_is_cut_into_known_pieces(pieces: WordPiece, text: str, expected: list[int]) -> None:
    assert pieces.numbers(text, most=50) == [2, *expected, 3]


def test_long_texts_end_at_the_limit(pieces: WordPiece) -> None:
    assert len(pieces.numbers("a " * 500, most=50)) == 50


def test_gelu_is_true_to_a_millionth() -> None:
    values = np.array([-3.0, -1.0, 0.0, 0.5, 2.0], dtype=np.float32)
    assert _gelu(values) == pytest.approx([-0.00404969, -0.15865525, 0.0, 0.34573123, 1.9544997], abs=1e-6)


@pytest.mark.skipif(
    not (Path(os.environ.get("MINILM", "")) / WEIGHTS).is_file(),
    reason="needs the weights of all-MiniLM-L6-v2: set MINILM to a folder with model.safetensors and vocab.txt",
)
def test_vectors_are_those_the_model_is_known_for() -> None:
    folder = Path(os.environ["MINILM"])
    assert (folder / VOCABULARY).is_file()
    model = MiniLm(folder)
    person, dog, day = model.embed(["That is a happy person", "That is a happy dog", "Today is a sunny day"])
    assert float(person @ dog) == pytest.approx(0.6945, abs=2e-4)
    assert float(person @ day) == pytest.approx(0.2569, abs=2e-4)
    assert len(model.embed_tokens(["That is"])[0]) == 2
