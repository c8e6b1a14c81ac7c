"""Providers, models, retrieval, datasets, knowledge and training runs."""
