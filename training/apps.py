"""The app's name and label."""

from importlib import import_module

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    """Providers, models, retrieval, datasets, knowledge and training runs."""

    name = "training"
    label = "training"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the figures of providers, the executors of training, and what can be shared."""
        import_module("training.figures")
        import_module("training.runs.registered")
        import_module("training.knowledge.sharing")
        import_module("training.belongings")
