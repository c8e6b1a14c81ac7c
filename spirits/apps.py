"""The app's name and label."""

from importlib import import_module

from django.apps import AppConfig


class SpiritsConfig(AppConfig):
    """The catalogue, minions, tools and the economy."""

    name = "spirits"
    label = "spirits"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what can be shared."""
        import_module("spirits.sharing")
