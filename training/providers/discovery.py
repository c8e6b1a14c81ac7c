"""Looks for providers that this installation can use without anybody setting them up."""

from dataclasses import dataclass, field

from project.lib.http import Limits
from training.providers.errors import ProviderError
from training.providers.ollama import OllamaProvider

OLLAMA_PROBE = Limits(connect_seconds=0.5, read_seconds=0.5, total_seconds=0.5, max_bytes=65_536, max_redirects=0)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the operator's settings say about providers; empty where they say nothing."""

    ollama_url: str = ""
    openai_key: str = field(default="", repr=False)
    openai_url: str = ""
    anthropic_key: str = field(default="", repr=False)
    anthropic_url: str = ""
    nvidia_key: str = field(default="", repr=False)
    nvidia_url: str = ""
    huggingface_key: str = field(default="", repr=False)
    huggingface_url: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A provider that was found."""

    kind: str
    name: str
    base_url: str
    api_key: str = field(default="", repr=False)


async def found_at_start(around: Surroundings) -> list[Found]:
    """A running Ollama (looked for at most half a second) and the providers whose keys are in the environment."""
    found: list[Found] = []
    if around.ollama_url and await _is_ollama(around.ollama_url):
        found.append(Found("ollama", "Ollama", around.ollama_url))
    if around.openai_key:
        found.append(Found("openai_compatible", "OpenAI", around.openai_url, around.openai_key))
    if around.anthropic_key:
        found.append(Found("anthropic", "Anthropic", around.anthropic_url, around.anthropic_key))
    if around.nvidia_key:
        found.append(Found("openai_compatible", "NVIDIA", around.nvidia_url, around.nvidia_key))
    if around.huggingface_key:
        found.append(Found("openai_compatible", "Hugging Face", around.huggingface_url, around.huggingface_key))
    return found


async def _is_ollama(url: str) -> bool:
    try:
        await OllamaProvider(base_url=url).version(OLLAMA_PROBE)
    except ProviderError:
        return False
    return True
