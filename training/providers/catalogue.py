"""The kinds of provider people can add, with where they usually are and how to get a key."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Preset:
    """A ready-made choice: the protocol, the usual address, and whether a key is needed."""

    slug: str
    kind: str
    title: str
    base_url: str
    needs_key: bool
    hint: str


PRESETS: tuple[Preset, ...] = (
    Preset("ollama", "ollama", "Ollama", "http://127.0.0.1:11434", False, "Start it with `ollama serve`."),
    Preset(
        "openai", "openai_compatible", "OpenAI", "https://api.openai.com/v1", True, "A key from platform.openai.com."
    ),
    Preset(
        "anthropic", "anthropic", "Anthropic", "https://api.anthropic.com", True, "A key from console.anthropic.com."
    ),
    Preset(
        "nvidia",
        "openai_compatible",
        "NVIDIA NIM",
        "https://integrate.api.nvidia.com/v1",
        True,
        "A key from build.nvidia.com.",
    ),
    Preset(
        "huggingface",
        "openai_compatible",
        "Hugging Face",
        "https://router.huggingface.co/v1",
        True,
        "An access token that may call inference providers.",
    ),
    Preset("vllm", "openai_compatible", "vLLM", "http://127.0.0.1:8000/v1", False, "Start it with `vllm serve MODEL`."),
    Preset(
        "llama-cpp",
        "openai_compatible",
        "llama.cpp",
        "http://127.0.0.1:8080/v1",
        False,
        "Start it with `llama-server -m FILE`.",
    ),
    Preset(
        "lm-studio", "openai_compatible", "LM Studio", "http://127.0.0.1:1234/v1", False, "Switch on its local server."
    ),
    Preset(
        "other", "openai_compatible", "Another OpenAI-compatible server", "", False, "Its address usually ends in /v1."
    ),
)
