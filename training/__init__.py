"""Providers, models, retrieval, datasets, knowledge, training runs, evaluations and image folders."""
