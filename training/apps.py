"""Django's entry to the training app."""

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    """Providers and models, and everything that is learned or evaluated."""

    name = "training"
    verbose_name = "Models and training"
