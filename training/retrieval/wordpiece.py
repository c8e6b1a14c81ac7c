"""Cuts text into the pieces an uncased BERT model knows."""

import unicodedata
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

LONGEST_WORD = 100
START, END, UNKNOWN = "[CLS]", "[SEP]", "[UNK]"


class WordPiece:
    """A vocabulary, one piece a line; its line number is the piece's number."""

    def __init__(self, vocabulary: Path) -> None:
        self._numbers = {piece: at for at, piece in enumerate(vocabulary.read_text(encoding="utf-8").splitlines())}

    def common_words(self, most: int) -> list[str]:
        """The most common whole words of ASCII letters, in the vocabulary's order, which is by how common they are."""
        words = (piece for piece in self._numbers if len(piece) > 1 and piece.isascii() and piece.isalpha())
        return list(islice(words, most))

    def numbers(self, text: str, *, most: int) -> list[int]:
        """The pieces of a text between start and end, at most so many."""
        pieces = [number for word in _words(text[: most * 20]) for number in self._pieces(word)]
        return [self._numbers[START], *pieces[: most - 2], self._numbers[END]]

    def _pieces(self, word: str) -> list[int]:
        """The longest known pieces from left to right; one unknown where a rest is not known."""
        if len(word) > LONGEST_WORD:
            return [self._numbers[UNKNOWN]]
        found: list[int] = []
        begin = 0
        while begin < len(word):
            for end in range(len(word), begin, -1):
                number = self._numbers.get(("##" if begin else "") + word[begin:end])
                if number is not None:
                    found.append(number)
                    begin = end
                    break
            else:
                return [self._numbers[UNKNOWN]]
        return found


def _words(text: str) -> Iterator[str]:
    """Lower-case words without accents; punctuation and each Chinese character stand alone."""
    plain = "".join(char for char in unicodedata.normalize("NFD", text.lower()) if unicodedata.category(char) != "Mn")
    word: list[str] = []
    for char in plain:
        stands_alone = _is_punctuation(char) or _is_chinese(char)
        if stands_alone or char.isspace() or unicodedata.category(char) in {"Cc", "Cf"}:
            if word:
                yield "".join(word)
                word = []
            if stands_alone:
                yield char
        else:
            word.append(char)
    if word:
        yield "".join(word)


def _is_punctuation(char: str) -> bool:
    return (char.isascii() and char.isprintable() and not char.isalnum() and char != " ") or unicodedata.category(
        char
    ).startswith("P")


def _is_chinese(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff" or "\u3400" <= char <= "\u4dbf" or "\uf900" <= char <= "\ufaff"
