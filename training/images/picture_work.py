"""Measures pictures in a worker process: whatever a file claims to be, only these formats are read, and never a huge one."""

import io
import re
import warnings
from collections import Counter
from hashlib import sha256
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError
from PIL.ExifTags import GPSTAGS, TAGS

from project.lib.errors import InvalidInput

FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF", "AVIF", "JPEG2000", "ICO", "PPM", "TGA")
MOST_PIXELS = 60_000_000
Image.MAX_IMAGE_PIXELS = None  # our own limit is below Pillow's and says what was found
THUMBNAIL = (480, 480)
SEEN = (1024, 1024)  # what a model is shown
MOST_COLOURS = 8
NEAR = 40  # of 765: nearer colours are one to the eye
MOST_TAGS = 100
LONGEST_VALUE = 300
INNER = {"Exif": 0x8769, "GPS": 0x8825}
UNSHOWN = {"MakerNote", "UserComment", "PrintImageMatching", "XMLPacket", "JPEGTables"}
TAKEN = re.compile(r"(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)")


def measured(content: bytes) -> dict[str, Any]:
    """Format, size in pixels, EXIF, dominant colours, perceptual hash, and a thumbnail as WebP."""
    picture = _opened(content)
    file_format, exif = picture.format or "", _exif(picture)
    width, height = picture.size
    turned = _loaded(picture, THUMBNAIL)
    upright = (height, width) if _is_on_its_side(picture) else (width, height)
    return {
        "format": file_format,
        "width": upright[0],
        "height": upright[1],
        "size": len(content),
        "sha256": sha256(content).hexdigest(),
        "exif": exif,
        "taken_at": _taken(exif),
        "colours": _colours(turned),
        "perceptual_hash": _difference_hash(turned),
        "thumbnail": _saved(turned, THUMBNAIL, "WEBP"),
    }


def shown(content: bytes) -> bytes:
    """The picture as a model is shown it: upright, at most 1024 pixels long, JPEG, without anything else the file held."""
    return _saved(_loaded(_opened(content), SEEN), SEEN, "JPEG")


def _opened(content: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture = Image.open(io.BytesIO(content), formats=FORMATS)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise _refused("The file is no picture of a format that is read here, whatever its name says.") from error
    if picture.width * picture.height > MOST_PIXELS:
        raise _refused(f"It has {picture.width:,} × {picture.height:,} pixels; at most {MOST_PIXELS:,} are read.")
    return picture


def _loaded(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The first frame upright in RGB, on white where it is see-through; a JPEG is read no larger than needed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture.draft("RGB", (size[0] * 2, size[1] * 2))
            picture.load()
            upright = ImageOps.exif_transpose(picture)
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError) as error:
        raise _refused("The picture is damaged.") from error
    if "A" in upright.getbands() or "transparency" in upright.info:
        clear = upright.convert("RGBA")
        ground = Image.new("RGBA", clear.size, "white")
        return Image.alpha_composite(ground, clear).convert("RGB")
    return upright.convert("RGB")


def _is_on_its_side(picture: Image.Image) -> bool:
    try:
        return picture.getexif().get(0x0112) in {5, 6, 7, 8}
    except Exception:  # noqa: BLE001 - whatever broken EXIF raises, the picture is then taken as it lies
        return False


def _difference_hash(picture: Image.Image) -> str:
    """64 bits: in a 9 x 8 grey picture, whether each point is darker than its right neighbour.

    The method is Neal Krawetz' dHash ("Kind of Like That", The Hacker Factor Blog, 2013).
    """
    small = picture.convert("L").resize((9, 8), Image.Resampling.LANCZOS).tobytes()
    bits = 0
    for row in range(8):
        for column in range(8):
            bits = bits << 1 | (small[row * 9 + column] < small[row * 9 + column + 1])
    return f"{bits:016x}"


def _colours(picture: Image.Image) -> list[dict[str, Any]]:
    """The dominant colours with their shares, the largest first; near ones are counted as the larger of them."""
    small = picture.resize((64, 64), Image.Resampling.BOX).quantize(MOST_COLOURS, Image.Quantize.MEDIANCUT)
    palette = small.getpalette() or []
    shares: dict[tuple[int, ...], int] = {}
    for index, count in sorted(Counter(small.tobytes()).items(), key=lambda each: (-each[1], each[0])):
        colour = tuple(palette[index * 3 : index * 3 + 3])
        same = next((known for known in shares if _distance(known, colour) < NEAR), colour)
        shares[same] = shares.get(same, 0) + count
    return [
        {"hex": "#{:02x}{:02x}{:02x}".format(*colour), "share": round(count / 4096, 3)}
        for colour, count in sorted(shares.items(), key=lambda each: (-each[1], each[0]))
    ]


def _distance(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    return sum(abs(left - right) for left, right in zip(one, other, strict=True))


def _exif(picture: Image.Image) -> dict[str, Any]:
    try:
        whole = picture.getexif()
        parts = {"": dict(whole), **{name: dict(whole.get_ifd(tag)) for name, tag in INNER.items()}}
    except Exception:  # noqa: BLE001 - EXIF is often broken in ways that raise anything; the picture still counts
        return {}
    found: dict[str, Any] = {}
    for part, tags in parts.items():
        for tag, value in tags.items():
            name = _name(part, tag)
            if name and len(found) < MOST_TAGS and (plain := _plain(value)) is not None:
                found[name] = plain
    return found


def _name(part: str, tag: int) -> str:
    name = (GPSTAGS if part == "GPS" else TAGS).get(tag, "")
    return "" if name in UNSHOWN or tag in INNER.values() else name


def _plain(value: Any) -> Any:
    """The value as JSON has it, short; None where it is none to show."""
    if isinstance(value, str):
        text = "".join(each for each in value if each.isprintable()).strip()
        return text[:LONGEST_VALUE] or None
    if isinstance(value, bool | int):
        return value if -(2**53) < value < 2**53 else None
    if isinstance(value, tuple | list) and len(value) <= 16:
        parts = [_plain(each) for each in value]
        return None if None in parts else parts
    try:
        number = round(float(value), 6)
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None
    return number if abs(number) < 2**53 else None


def _taken(exif: dict[str, Any]) -> str:
    for name in ("DateTimeOriginal", "DateTimeDigitized", "DateTime"):
        if match := TAKEN.fullmatch(str(exif.get(name, ""))):
            year, month, day, time = match.groups()
            return f"{year}-{month}-{day} {time}"
    return ""


def _saved(picture: Image.Image, size: tuple[int, int], file_format: str) -> bytes:
    small = picture.copy()
    small.thumbnail(size, Image.Resampling.LANCZOS)
    out = io.BytesIO()
    small.save(out, file_format, quality=82)
    return out.getvalue()


def _refused(message: str) -> InvalidInput:
    error = InvalidInput.of("picture", message)
    error.code = "image_unreadable"
    return error
