"""Cutting a text into its top-level blocks, each of which renders alone to what it is within the whole."""

from dataclasses import dataclass
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from project.lib.markdown.parser import MAX_NESTING, make_parser

# A paragraph longer than this is no prose; reading it costs more than in proportion to its length.
MAX_PARAGRAPH_CHARS = 10_000

_parser = make_parser()


@dataclass(frozen=True, slots=True)
class Block:
    """One top-level block: the lines it is made of, with the empty lines and definitions before it.

    A block that is nested too deep, or holds a paragraph too long to parse, is to be shown as it was written.
    """

    source: str
    is_parsable: bool = True


@dataclass(frozen=True, slots=True)
class Split:
    """A text's blocks in order, what follows the last one, and the reference definitions met on the way."""

    blocks: list[Block]
    rest: str
    references: dict[str, Any]


def split_blocks(text: str, *, references: dict[str, Any] | None = None, parser: MarkdownIt = _parser) -> Split:
    """Cut normalised text into blocks; block sources and the rest, put together, are the text again.

    ``references`` are definitions known from earlier text; the result carries them on.
    """
    env: dict[str, Any] = {"references": dict(references or {})}
    tokens: list[Token] = []
    parser.block.parse(text, parser, env, tokens)
    lines = text.split("\n")
    blocks: list[Block] = []
    line = end = 0
    is_parsable = True
    for token in tokens:
        is_parsable = is_parsable and _is_parsable(token)
        if token.level == 0 and token.map is not None:
            end = token.map[1]
        if token.level == 0 and token.nesting <= 0:
            blocks.append(Block(source=_joined(lines, line, end), is_parsable=is_parsable))
            line, is_parsable = end, True
    return Split(blocks=blocks, rest=_joined(lines, line, len(lines)), references=env["references"])


def _is_parsable(token: Token) -> bool:
    is_paragraph_too_long = token.type == "inline" and len(token.content) > MAX_PARAGRAPH_CHARS
    return token.level < MAX_NESTING - 1 and not is_paragraph_too_long


def _joined(lines: list[str], start: int, end: int) -> str:
    """Lines ``start`` to ``end`` as they stood in the text, each with its line end except the text's last."""
    joined = "\n".join(lines[start:end])
    return joined + "\n" if start < end < len(lines) else joined
