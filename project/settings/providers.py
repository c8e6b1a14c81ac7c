"""Language models: which providers are looked for at start, and which hosts of the own network may be called."""

from project.settings.env import setting, switch, text, words

OLLAMA_URL = setting(
    "OLLAMA_URL",
    text,
    default="http://127.0.0.1:11434",
    meaning="Where Ollama is looked for at start. Empty: not at all.",
)
OPENAI_API_KEY = setting("OPENAI_API_KEY", text, default="", meaning="Adds OpenAI as a provider of this installation.")
OPENAI_BASE_URL = setting(
    "OPENAI_BASE_URL",
    text,
    default="https://api.openai.com/v1",
    meaning="The OpenAI-compatible server OPENAI_API_KEY belongs to.",
)
ANTHROPIC_API_KEY = setting(
    "ANTHROPIC_API_KEY", text, default="", meaning="Adds Anthropic as a provider of this installation."
)
ANTHROPIC_BASE_URL = setting(
    "ANTHROPIC_BASE_URL", text, default="https://api.anthropic.com", meaning="The server ANTHROPIC_API_KEY belongs to."
)
OUTBOUND_ALLOWED_HOSTS = setting(
    "OUTBOUND_ALLOWED_HOSTS",
    words,
    default="127.0.0.1:11434,localhost:11434",
    meaning="Hosts (host or host:port) on your own network that Daimon may call, separated by commas. All other private addresses are refused.",
)
SCRIPTED_PROVIDER = switch(
    "SCRIPTED_PROVIDER", False, meaning="Offer the deterministic test model. For documentation and tests only."
)
