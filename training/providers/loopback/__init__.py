"""Real servers on loopback that speak the providers' protocols, for tests: ``async with OpenAIServer() as server``.

Each performs the scripted provider behind its own protocol, so a test tells it what to do by ``[[directives]]``, keeps
every request in ``received``, and misbehaves on demand: ``server.fault = "half_stream"``. The official Python clients
drive them in the tests too, which proves that the servers are true.
"""

from training.providers.loopback.anthropic import AnthropicServer
from training.providers.loopback.faults import FAULTS
from training.providers.loopback.ollama import OllamaServer
from training.providers.loopback.openai import OpenAIServer
from training.providers.loopback.server import ModelServer

__all__ = ["FAULTS", "AnthropicServer", "ModelServer", "OllamaServer", "OpenAIServer"]
