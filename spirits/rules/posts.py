"""What each network takes: lengths, pictures, and where links are in a post."""

import re
from dataclasses import dataclass
from typing import Any

import regex

from project.lib.errors import InvalidInput

LINK = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)]")
MASTODON_LINK_LENGTH = 23  # every link counts as that many characters


@dataclass(frozen=True)
class Rules:
    """The limits of one network: characters (as it counts them), pictures, and a picture's bytes."""

    length: int
    pictures: int
    picture_bytes: int
    types: frozenset[str]


USUAL = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
RULES = {
    "mastodon": Rules(500, 4, 16_000_000, USUAL),
    "bluesky": Rules(300, 4, 1_000_000, frozenset({"image/png", "image/jpeg", "image/webp"})),
    "webhook": Rules(2_000, 0, 0, frozenset()),
}


def length_on(network: str, text: str) -> int:
    """How long the network counts the text: graphemes, on Mastodon with each link as 23."""
    if network == "mastodon":
        text = LINK.sub("x" * MASTODON_LINK_LENGTH, text)
    return len(regex.findall(r"\X", text))


def check_post(network: str, text: str, pictures: list[tuple[str, int]], *, length: int | None = None) -> None:
    """Raise InvalidInput for "text" or "pictures" where the network would refuse; pictures are (type, bytes)."""
    rules = RULES[network]
    limit = length or rules.length
    if (found := length_on(network, text)) > limit:
        raise InvalidInput.of("text", f"{network.capitalize()} takes {limit} characters; this has {found}.")
    if len(pictures) > rules.pictures:
        raise InvalidInput.of("pictures", f"{network.capitalize()} takes {rules.pictures} pictures.")
    for number, (mime, size) in enumerate(pictures):
        if mime not in rules.types:
            raise InvalidInput.of(f"pictures.{number}", f"{network.capitalize()} takes no {mime}.")
        if size > rules.picture_bytes:
            raise InvalidInput.of(f"pictures.{number}", f"At most {rules.picture_bytes:,} bytes on {network}.")


def link_facets(text: str) -> list[dict[str, Any]]:
    """Bluesky's facets of the links in a text, by byte offsets (app.bsky.richtext.facet)."""
    return [
        {
            "index": {
                "byteStart": len(text[: found.start()].encode()),
                "byteEnd": len(text[: found.end()].encode()),
            },
            "features": [{"$type": "app.bsky.richtext.facet#link", "uri": found[0]}],
        }
        for found in LINK.finditer(text)
    ]
