"""A deterministic provider for tests and documentation: it does what the message or the model's name tells it to do."""

from training.providers.scripted.provider import ScriptedProvider

__all__ = ["ScriptedProvider"]
