"""The app's name and label."""

from importlib import import_module

from django.apps import AppConfig


class OpsConfig(AppConfig):
    """Operations: limits, live updates, health, events, audit trail and runtime settings."""

    name = "project.ops"
    label = "ops"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Follow what staff write, register figures, and tell observers where there are any."""
        import_module("project.ops.audit.trail")
        import_module("project.ops.figures")
        import_module("project.ops.observe").start_observers()
