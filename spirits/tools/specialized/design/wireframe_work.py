"""Wireframes as pixels."""

import vl_convert


def to_png(svg: str) -> bytes:
    """The drawing as PNG."""
    return bytes(vl_convert.svg_to_png(svg, scale=1))
