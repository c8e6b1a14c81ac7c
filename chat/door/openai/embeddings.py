"""``POST /v1/embeddings``."""

import base64
import struct
from typing import Any

from chat.door.embed import MOST_TEXTS, embedded
from chat.door.errors import UnsupportedParameter
from chat.door.exchange import Exchange
from chat.door.fields import Body, text, whole
from project.lib.errors import InvalidInput


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


def inputs_of(body: Body, name: str = "input") -> tuple[str, ...]:
    """The texts to embed; token ids are refused, since they belong to a tokenizer this server does not have."""
    given: Any = body.get(name)
    found = [given] if isinstance(given, str) else given
    if isinstance(found, list) and found and _are_token_ids(found):
        raise UnsupportedParameter.of(
            name,
            "Send texts, not token ids: these models have other tokenizers (langchain: check_embedding_ctx_length=False).",
        )
    if (
        not isinstance(found, list)
        or not 1 <= len(found) <= MOST_TEXTS
        or not all(isinstance(e, str) and e for e in found)
    ):
        raise InvalidInput.of(
            name, f"'{name}' must be a text or a list of 1 to {MOST_TEXTS} texts, none of them empty."
        )
    return tuple(found)


def _are_token_ids(found: list[Any]) -> bool:
    return all(
        isinstance(each, int) or (isinstance(each, list) and all(isinstance(i, int) for i in each)) for each in found
    )


def _packed(vector: tuple[float, ...]) -> str:
    return base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode()
