"""all-MiniLM-L6-v2 in numpy: texts to vectors of 384 numbers, without torch and without a network."""

import json
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.retrieval.tokens import Reading, piece_weights, principal_axes, small
from training.retrieval.wordpiece import WordPiece

NAME = "local:all-MiniLM-L6-v2"
DIMENSIONS = 384
LAYERS, HEADS, EPSILON = 6, 12, 1e-12
LONGEST = 256  # pieces of one text; the rest is not read
BATCH = 32
AXES_WORDS, AXES_LINE = 4_096, 16  # how many common words tell the axes, so many at once
WEIGHTS, VOCABULARY = "model.safetensors", "vocab.txt"
HASHES = {
    WEIGHTS: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    VOCABULARY: "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
}
Numbers = NDArray[np.float32]


class MiniLm:
    """The model, loaded from a folder with its weights and vocabulary."""

    name = NAME
    dimensions = DIMENSIONS

    def __init__(self, folder: Path) -> None:
        self._weights = _read(folder / WEIGHTS)
        self._pieces = WordPiece(folder / VOCABULARY)

    def embed(self, texts: Sequence[str]) -> Numbers:
        """One vector of length 1 for each text, in their order."""
        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for rows, states in self._encoded(texts):
            mean = np.stack([state.mean(axis=0) for state in states])
            vectors[rows] = mean / np.linalg.norm(mean, axis=1, keepdims=True)
        return vectors

    def read(self, texts: Sequence[str], axes: Numbers) -> list[Reading]:
        """Each text's vector and the small vectors of its pieces on these axes, from one pass."""
        found: list[Reading | None] = [None] * len(texts)
        for rows, states in self._encoded(texts):
            for row, state in zip(rows, states, strict=True):
                mean = state.mean(axis=0)
                pieces = self._pieces.numbers(texts[row], most=LONGEST)[1:-1]
                found[row] = Reading(mean / np.linalg.norm(mean), small(state[1:-1], axes), piece_weights(pieces))
        return [each for each in found if each is not None]

    def axes(self) -> Numbers:
        """The axes its pieces spread along most, worked out from common words of the vocabulary."""
        words = self._pieces.common_words(AXES_WORDS)
        lines = [" ".join(words[begin : begin + AXES_LINE]) for begin in range(0, len(words), AXES_LINE)]
        return principal_axes(np.concatenate(self.embed_tokens(lines)))

    def embed_tokens(self, texts: Sequence[str]) -> list[Numbers]:
        """For each text one vector of length 1 for each of its pieces, start and end left out."""
        found: list[Numbers] = [np.zeros((0, DIMENSIONS), dtype=np.float32)] * len(texts)
        for rows, states in self._encoded(texts):
            for row, state in zip(rows, states, strict=True):
                inner = state[1:-1]
                found[row] = inner / np.linalg.norm(inner, axis=1, keepdims=True)
        return found

    def _encoded(self, texts: Sequence[str]) -> Any:
        """The last layer's states in batches of texts of about one length, with their places."""
        numbers = [self._pieces.numbers(text, most=LONGEST) for text in texts]
        order = sorted(range(len(texts)), key=lambda at: len(numbers[at]))
        for begin in range(0, len(order), BATCH):
            rows = order[begin : begin + BATCH]
            lengths = [len(numbers[row]) for row in rows]
            padded = np.zeros((len(rows), max(lengths)), dtype=np.int64)
            for at, row in enumerate(rows):
                padded[at, : lengths[at]] = numbers[row]
            states = self._forward(padded, np.arange(max(lengths)) < np.array(lengths)[:, None])
            yield rows, [state[:length] for state, length in zip(states, lengths, strict=True)]

    def _forward(self, numbers: NDArray[np.int64], is_real: NDArray[np.bool_]) -> Numbers:
        weights = self._weights
        state = weights["embeddings.word_embeddings.weight"][numbers]
        state = state + weights["embeddings.position_embeddings.weight"][: numbers.shape[1]]
        state = self._norm(state + weights["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
        unseen = np.where(is_real, 0.0, -1e9).astype(np.float32)[:, None, None, :]
        for layer in range(LAYERS):
            state = self._layer(state, unseen, f"encoder.layer.{layer}")
        return state

    def _layer(self, state: Numbers, unseen: Numbers, name: str) -> Numbers:
        batch, length, width = state.shape
        query, key, value = (
            self._linear(state, f"{name}.attention.self.{part}")
            .reshape(batch, length, HEADS, width // HEADS)
            .transpose(0, 2, 1, 3)
            for part in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 1, 3, 2) / np.float32(np.sqrt(width // HEADS)) + unseen
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        mixed = (scores / scores.sum(axis=-1, keepdims=True)) @ value
        seen = mixed.transpose(0, 2, 1, 3).reshape(batch, length, width)
        state = self._norm(
            self._linear(seen, f"{name}.attention.output.dense") + state, f"{name}.attention.output.LayerNorm"
        )
        inner = _gelu(self._linear(state, f"{name}.intermediate.dense"))
        return self._norm(self._linear(inner, f"{name}.output.dense") + state, f"{name}.output.LayerNorm")

    def _linear(self, state: Numbers, name: str) -> Numbers:
        flat = state.reshape(-1, state.shape[-1])  # one product instead of one a text
        product: Numbers = flat @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"]
        return product.reshape(*state.shape[:-1], -1)

    def _norm(self, state: Numbers, name: str) -> Numbers:
        centred = state - state.mean(axis=-1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + np.float32(EPSILON))
        normal: Numbers = scaled * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"]
        return normal


def _gelu(values: Numbers) -> Numbers:
    """x times the normal distribution at x; erf by Abramowitz and Stegun 7.1.26, true to 1.5e-7."""
    scaled = np.abs(values) / np.float32(np.sqrt(2))
    t = 1 / (1 + np.float32(0.3275911) * scaled)
    series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    erf = np.sign(values) * (1 - series * np.exp(-scaled * scaled))
    result: Numbers = (0.5 * values * (1 + erf)).astype(np.float32)
    return result


def _read(path: Path) -> dict[str, Numbers]:
    """The tensors of a safetensors file: a length, a JSON header, then raw little-endian floats."""
    raw = path.read_bytes()
    (length,) = struct.unpack_from("<Q", raw)
    header = json.loads(raw[8 : 8 + length])
    tensors = {}
    for name, about in header.items():
        if name == "__metadata__" or about["dtype"] != "F32":
            continue
        begin, end = about["data_offsets"]
        flat = np.frombuffer(raw, dtype="<f4", count=(end - begin) // 4, offset=8 + length + begin)
        tensors[name] = flat.reshape(about["shape"]).copy()  # aligned, or every product would be slow
    return tensors
