"""Language models: which providers are looked for at start, and which hosts of the own network may be called."""

import re
from urllib.parse import urlsplit

from project.settings.env import setting, switch, text, words

ALLOWED_HOST = re.compile(r"[^/\s:\[\]]+(/\d{1,2})?(:\d{1,5})?|\[[0-9a-fA-F:.]+\](:\d{1,5})?|[0-9a-fA-F:]+(/\d{1,3})?")
AN_ADDRESS = "an http:// or https:// address, or nothing"


def address(raw: str) -> str:
    """An http or https address without credentials, or nothing."""
    given = raw.strip()
    parts = urlsplit(given)
    if given and (
        parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc or parts.port == 0
    ):
        raise ValueError
    return given


def hosts(raw: str) -> list[str]:
    """Hosts, addresses or networks, each with or without a port."""
    given = words(raw)
    if not all(ALLOWED_HOST.fullmatch(each) for each in given):
        raise ValueError
    return given


OLLAMA_URL = setting(
    "OLLAMA_URL",
    address,
    expected=AN_ADDRESS,
    default="http://127.0.0.1:11434",
    meaning="Where Ollama is looked for at start. Empty: not at all.",
)
OPENAI_API_KEY = setting("OPENAI_API_KEY", text, default="", meaning="Adds OpenAI as a provider of this installation.")
OPENAI_BASE_URL = setting(
    "OPENAI_BASE_URL",
    address,
    expected=AN_ADDRESS,
    default="https://api.openai.com/v1",
    meaning="The OpenAI-compatible server OPENAI_API_KEY belongs to.",
)
ANTHROPIC_API_KEY = setting(
    "ANTHROPIC_API_KEY", text, default="", meaning="Adds Anthropic as a provider of this installation."
)
ANTHROPIC_BASE_URL = setting(
    "ANTHROPIC_BASE_URL",
    address,
    expected=AN_ADDRESS,
    default="https://api.anthropic.com",
    meaning="The server ANTHROPIC_API_KEY belongs to.",
)
NVIDIA_API_KEY = setting("NVIDIA_API_KEY", text, default="", meaning="Adds NVIDIA as a provider of this installation.")
NVIDIA_BASE_URL = setting(
    "NVIDIA_BASE_URL",
    address,
    expected=AN_ADDRESS,
    default="https://integrate.api.nvidia.com/v1",
    meaning="The NIM server NVIDIA_API_KEY belongs to.",
)
HUGGINGFACE_API_KEY = setting(
    "HUGGINGFACE_API_KEY",
    text,
    default="",
    meaning="Adds Hugging Face's inference router as a provider of this installation.",
)
HUGGINGFACE_BASE_URL = setting(
    "HUGGINGFACE_BASE_URL",
    address,
    expected=AN_ADDRESS,
    default="https://router.huggingface.co/v1",
    meaning="The server HUGGINGFACE_API_KEY belongs to.",
)
OUTBOUND_ALLOWED_HOSTS = setting(
    "OUTBOUND_ALLOWED_HOSTS",
    hosts,
    expected="hosts, addresses or networks without http://, each with or without :port, separated by commas",
    default="127.0.0.1:11434,localhost:11434",
    meaning="Hosts (host or host:port) on your own network that Daimon may call, separated by commas. All other private addresses are refused.",
)
SCRIPTED_PROVIDER = switch(
    "SCRIPTED_PROVIDER", False, meaning="Offer the deterministic test model. For documentation and tests only."
)
