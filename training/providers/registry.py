"""Which kinds of provider there are, and the one way to open one."""

from training.providers.anthropic import AnthropicProvider
from training.providers.builtin import BuiltinProvider
from training.providers.ollama import OllamaProvider
from training.providers.openai_compatible import OpenAICompatibleProvider
from training.providers.protocol import Provider
from training.providers.scripted import ScriptedProvider
from training.providers.trained.provider import TrainedProvider


class UnknownProviderKind(LookupError):
    """No provider class has this kind."""


def open_provider(kind: str, *, base_url: str = "", api_key: str = "") -> Provider:
    """A provider of this kind; opening it sends nothing, and it needs no closing.

    ``api_key`` is bound to ``base_url``'s origin and never sent elsewhere.
    """
    match kind:
        case "builtin":
            return BuiltinProvider()
        case "ollama":
            return OllamaProvider(base_url=base_url, api_key=api_key)
        case "openai_compatible":
            return OpenAICompatibleProvider(base_url=base_url, api_key=api_key)
        case "anthropic":
            return AnthropicProvider(base_url=base_url, api_key=api_key)
        case "trained":
            return TrainedProvider()
        case "scripted":
            return ScriptedProvider()
        case _:
            raise UnknownProviderKind(kind)
