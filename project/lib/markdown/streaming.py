"""Markdown that arrives in pieces: finished blocks are rendered once, and only the open end again and again."""

from dataclasses import dataclass
from typing import Any

from project.lib.markdown.blocks import Block, split_blocks
from project.lib.markdown.normal import normalise
from project.lib.markdown.render import render_block

# The open end is rendered again when it has grown by a thirty-second of its length, which keeps the sum of all
# renderings of one block within a constant factor of its size however small the pieces are.
GROWTH = 32


@dataclass(frozen=True, slots=True)
class BlockUpdate:
    """Block ``index`` of the answer now reads ``html``; once final it never changes and is never sent again."""

    index: int
    html: str
    is_final: bool


class StreamingMarkdown:
    """Renders an answer while it is being written.

    After ``finish`` the final blocks, put together in order, equal ``render`` of the whole text however it was cut.
    The one exception is a link definition (``[name]: address``): blocks finished before it arrived do not know it.
    Text beyond the limits of ``render`` is cut into blocks all the same; the caller bounds an answer's length.
    """

    def __init__(self) -> None:
        self._index = 0
        self._open = ""
        self._arrived: list[str] = []
        self._arrived_chars = 0
        self._held = ""
        self._references: dict[str, Any] = {}
        self.rendered_chars = 0

    def feed(self, text: str) -> list[BlockUpdate]:
        """Take the next piece; answer what changed on the page, in order, the open block last. Often nothing yet."""
        text = self._held + text
        self._held = "\r" if text.endswith("\r") else ""  # half of a line end, perhaps
        self._arrived.append(normalise(text[: len(text) - len(self._held)]))
        self._arrived_chars += len(self._arrived[-1])
        if self._arrived_chars == 0 or self._arrived_chars * GROWTH < len(self._open):
            return []
        self._take_in()
        updates = self._close_blocks(upto=self._open.rfind("\n") + 1, keep_last=True)
        return updates + self._open_block()

    def finish(self) -> list[BlockUpdate]:
        """Close what is still open; after this the answer is complete."""
        self._arrived.append(normalise(self._held))
        self._held = ""
        self._take_in()
        return self._close_blocks(upto=len(self._open), keep_last=False)

    def _take_in(self) -> None:
        self._open += "".join(self._arrived)
        self._arrived = []
        self._arrived_chars = 0

    def _close_blocks(self, *, upto: int, keep_last: bool) -> list[BlockUpdate]:
        """Final updates for the blocks that nothing to come can change.

        Only whole lines count: half a line may still turn out to continue the block before it. The last
        block stays open, because the next line may belong to it.
        """
        split = split_blocks(self._open[:upto], references=self._references)
        self.rendered_chars += upto
        closed = split.blocks[:-1] if keep_last else split.blocks
        if not closed:
            return []
        self._open = self._open[sum(len(block.source) for block in closed) :]
        if keep_last:  # definitions still in the open end may yet grow
            self._references = split_blocks(
                "".join(block.source for block in closed), references=self._references
            ).references
        else:
            self._references = split.references
        return [self._final(block) for block in closed]

    def _final(self, block: Block) -> BlockUpdate:
        update = BlockUpdate(self._index, self._html(block, self._references), is_final=True)
        self._index += 1
        return update

    def _open_block(self) -> list[BlockUpdate]:
        """The open end as it would read if the text ended here."""
        split = split_blocks(self._open, references=self._references)
        self.rendered_chars += len(self._open)
        html = "".join(self._html(block, split.references) for block in split.blocks)
        return [BlockUpdate(self._index, html, is_final=False)] if html else []

    def _html(self, block: Block, references: dict[str, Any]) -> str:
        self.rendered_chars += len(block.source)
        return render_block(block, references=references)
