"""Models that were trained here, served by a process of their own."""

from training.providers.trained.provider import TrainedProvider

__all__ = ["TrainedProvider"]
