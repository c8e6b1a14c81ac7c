"""Providers, models and moves from old folders in the admin."""

from training.admin import language_model, provider
from training.legacy import admin as legacy

__all__ = ["language_model", "legacy", "provider"]
