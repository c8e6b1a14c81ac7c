"""Datasets: rows for training, evaluation and knowledge, in versions that never change."""
