"""Providers and models in the admin."""

from training.admin import language_model, provider

__all__ = ["language_model", "provider"]
