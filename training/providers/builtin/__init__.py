"""An honest assistant without a language model: it quotes what was found, runs tools, and says what it cannot do."""

from training.providers.builtin.provider import BuiltinProvider

__all__ = ["BuiltinProvider"]
