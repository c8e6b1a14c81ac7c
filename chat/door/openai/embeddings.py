"""``POST /v1/embeddings``."""

import base64
import struct
from typing import Any

from chat.door.embed import MOST_TEXTS, embedded
from chat.door.exchange import Exchange
from chat.door.fields import Body, text, whole
from project.lib.errors import InvalidInput
from training.providers.protocol import Embeddable


async def embeddings(exchange: Exchange) -> None:
    """A vector for each input, as numbers or as base64 of 32-bit floats (what the official clients ask for)."""
    body = exchange.body
    form = text(body, "encoding_format", default="float")
    if form not in {"float", "base64"}:
        raise InvalidInput.of("encoding_format", "'encoding_format' must be float or base64.")
    model = text(body, "model")
    found = await embedded(
        exchange.asker,
        model,
        inputs_of(body),
        dimensions=whole(body, "dimensions", most=65_536),
        book=exchange.desk.book,
    )
    rows = [
        {"object": "embedding", "index": at, "embedding": list(vector) if form == "float" else _packed(vector)}
        for at, vector in enumerate(found.vectors)
    ]
    usage = {"prompt_tokens": found.tokens, "total_tokens": found.tokens}
    await exchange.json({"object": "list", "data": rows, "model": model, "usage": usage})


def inputs_of(body: Body, name: str = "input") -> tuple[Embeddable, ...]:
    """What to embed: one text or list of token ids, or several."""
    given: Any = body.get(name)
    found = [given] if isinstance(given, str) or _is_token_ids(given) else given
    if not isinstance(found, list) or not 1 <= len(found) <= MOST_TEXTS:
        raise InvalidInput.of(name, f"'{name}' must be a text or a list of 1 to {MOST_TEXTS} texts.")
    if not all((isinstance(each, str) and each) or _is_token_ids(each) for each in found):
        raise InvalidInput.of(name, f"Each '{name}' must be a text that is not empty, or a list of token ids.")
    return tuple(each if isinstance(each, str) else tuple(each) for each in found)


def _is_token_ids(given: Any) -> bool:
    """A list of whole numbers as a tokenizer gives them."""
    return isinstance(given, list) and bool(given) and all(type(each) is int and 0 <= each < 2**31 for each in given)


def _packed(vector: tuple[float, ...]) -> str:
    return base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode()
