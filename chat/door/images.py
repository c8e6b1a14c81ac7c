"""Pictures in a request: always by their bytes, never fetched from an address."""

import base64
import binascii

from project.lib.errors import InvalidInput
from training.providers.protocol import ImagePart

KINDS = {"image/png", "image/jpeg", "image/gif", "image/webp"}


def picture(mime: str, encoded: str, name: str) -> ImagePart:
    """A picture from base64; ``name`` is the parameter it came in."""
    if mime not in KINDS:
        raise InvalidInput.of(name, f"A picture must be one of {', '.join(sorted(KINDS))}.")
    try:
        return ImagePart(mime, base64.b64decode(encoded, validate=True))
    except (binascii.Error, ValueError) as error:
        raise InvalidInput.of(name, "The picture's base64 cannot be read.") from error


def picture_of_url(url: str, name: str) -> ImagePart:
    """A picture from a data: address."""
    head, _, encoded = url.partition(",")
    if not head.startswith("data:") or not head.endswith(";base64"):
        raise InvalidInput.of(name, "Send pictures as data: addresses; this server fetches none.")
    return picture(head.removeprefix("data:").removesuffix(";base64"), encoded, name)
