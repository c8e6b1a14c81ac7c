"""What is known of models whose servers do not tell: capabilities by the name, context length by the family."""

import re
from collections.abc import Iterable
from typing import Any

from training.providers.protocol import Capability

EMBEDS = re.compile(r"embed|(^|[/-])(bge|e5|gte|minilm|nomic-bert)([-_.]|$)|sentence-transformers", re.IGNORECASE)
NO_CHAT = re.compile(
    r"whisper|transcribe|(^|[/-])tts|-tts|dall-e|gpt-image|moderation|realtime|(^|/)sora|audio|rerank|(^|/)(babbage|davinci)-",
    re.IGNORECASE,
)
SEES = re.compile(
    r"gpt-4o|gpt-4\.1|gpt-[5-9]|gpt-4-turbo|(^|/)o[1-9](-|$)|vision|[-_]vl\b|llava|pixtral|gemma-?3|claude|gemini|molmo|moondream",
    re.IGNORECASE,
)
REASONS = re.compile(r"(^|/)o[1-9](-|$)|gpt-[5-9]|gpt-oss|deepseek-r|qwq|qwen-?3|reason|think|magistral", re.IGNORECASE)
NO_TOOLS = re.compile(r"gpt-3\.5-turbo-instruct|instruct-0914|chatgpt-4o|deepseek-r1|gemma-?[12]", re.IGNORECASE)

CONTEXT_LENGTHS: tuple[tuple[re.Pattern[str], int], ...] = tuple(
    (re.compile(pattern), length)
    for pattern, length in (
        (r"^gpt-5", 400_000),
        (r"^gpt-4\.1", 1_047_576),
        (r"^gpt-4o|^chatgpt-4o|^gpt-4-turbo", 128_000),
        (r"^gpt-4", 8_192),
        (r"^gpt-3\.5-turbo", 16_385),
        (r"^o[134]", 200_000),
        (r"^claude-", 200_000),
        (r"^text-embedding-3|^text-embedding-ada", 8_191),
    )
)


def capabilities_of(name: str, modalities: Any = None, parameters: Any = None) -> frozenset[Capability]:
    """What a model can do: by what its server says where it does, else by its name."""
    if EMBEDS.search(name):
        return frozenset({"embeddings"})
    if NO_CHAT.search(name):
        return frozenset()
    found: set[Capability] = {"chat"}
    if ("tools" in parameters) if _is_list(parameters) else not NO_TOOLS.search(name):
        found.add("tools")
    if ("image" in modalities) if _is_list(modalities) else SEES.search(name):
        found.add("vision")
    if ("reasoning" in parameters) if _is_list(parameters) else REASONS.search(name):
        found.add("reasoning")
    return frozenset(found)


def context_length_of(name: str) -> int:
    """The context length of a known family, or 0."""
    return next((length for pattern, length in CONTEXT_LENGTHS if pattern.search(name)), 0)


def _is_list(value: Any) -> bool:
    return isinstance(value, Iterable) and not isinstance(value, (str, bytes))
