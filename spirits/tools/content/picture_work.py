"""Filters pictures; whatever a file claims to be, only these formats are read, and never a huge one."""

import io
import warnings
from collections.abc import Callable
from typing import Any

from PIL import Image, ImageEnhance, ImageFilter, ImageOps, UnidentifiedImageError

from project.lib.errors import InvalidInput

FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP")
MOST_PIXELS = 24_000_000


def filtered(content: bytes, name: str) -> dict[str, Any]:
    """The picture with the filter, as PNG."""
    picture = _opened(content)
    alpha = picture.getchannel("A") if picture.mode == "RGBA" else None
    made = FILTERS[name](picture.convert("RGB")).convert("RGB")
    if alpha is not None:
        made.putalpha(alpha)
    out = io.BytesIO()
    made.save(out, "PNG")
    return {"content": out.getvalue(), "width": made.width, "height": made.height}


def _opened(content: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=FORMATS)
            if picture.width * picture.height > MOST_PIXELS:
                raise InvalidInput.of("picture", f"Has more than {MOST_PIXELS:,} pixels.")
            picture.load()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError, Warning) as error:
        raise InvalidInput.of("picture", f"Is no readable picture ({', '.join(FORMATS)}).") from error
    turned = ImageOps.exif_transpose(picture)
    return turned.convert("RGBA" if "A" in turned.getbands() or "transparency" in turned.info else "RGB")


def _sketch(picture: Image.Image) -> Image.Image:
    gray = ImageOps.grayscale(picture)
    blurred = ImageOps.invert(gray).filter(ImageFilter.GaussianBlur(8))
    return _dodged(gray, blurred)


def _dodged(gray: Image.Image, blurred: Image.Image) -> Image.Image:
    """Light divides: even areas become white, edges stay dark."""
    light = gray.tobytes()
    cover = blurred.tobytes()
    table = [[min(255, value * 255 // max(1, 255 - over)) for value in range(256)] for over in range(256)]
    return Image.frombytes("L", gray.size, bytes(table[over][value] for value, over in zip(light, cover, strict=True)))


def _sepia(picture: Image.Image) -> Image.Image:
    tint = (0.393, 0.769, 0.189, 0, 0.349, 0.686, 0.168, 0, 0.272, 0.534, 0.131, 0)
    return picture.convert("RGB", matrix=tint)


FILTERS: dict[str, Callable[[Image.Image], Image.Image]] = {
    "grayscale": ImageOps.grayscale,
    "sepia": _sepia,
    "sketch": _sketch,
    "posterize": lambda picture: ImageOps.posterize(picture, 3),
    "oil": lambda picture: picture.filter(ImageFilter.ModeFilter(7)),
    "emboss": lambda picture: picture.filter(ImageFilter.EMBOSS),
    "vivid": lambda picture: ImageEnhance.Contrast(ImageEnhance.Color(picture).enhance(1.6)).enhance(1.15),
    "soft": lambda picture: picture.filter(ImageFilter.GaussianBlur(2)),
    "negative": ImageOps.invert,
}
