"""The app's name and label."""

from importlib import import_module

from django.apps import AppConfig


class OpsConfig(AppConfig):
    """Operations: limits, live updates, health, events, audit trail and runtime settings."""

    name = "project.ops"
    label = "ops"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Follow what staff write."""
        import_module("project.ops.audit.trail")
