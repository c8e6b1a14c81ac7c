"""Providers, models, datasets, knowledge bases, evaluations, training runs, image folders and moves from old folders in the admin."""

from training.admin import language_model, provider
from training.datasets import admin as datasets
from training.evaluations import admin as evaluations
from training.images import admin as images
from training.knowledge import admin as knowledge
from training.legacy import admin as legacy
from training.runs import admin as runs

__all__ = ["datasets", "evaluations", "images", "knowledge", "language_model", "legacy", "provider", "runs"]
