"""The one markdown renderer: text from models and people becomes HTML that is safe on any of our pages."""

from project.lib.markdown.blocks import Block, split_blocks
from project.lib.markdown.render import MAX_TEXT_CHARS, render, render_block
from project.lib.markdown.streaming import BlockUpdate, StreamingMarkdown

__all__ = [
    "MAX_TEXT_CHARS",
    "Block",
    "BlockUpdate",
    "StreamingMarkdown",
    "render",
    "render_block",
    "split_blocks",
]
