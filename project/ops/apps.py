"""The app's name and label."""

from django.apps import AppConfig


class OpsConfig(AppConfig):
    """Operations: live updates, health, system events and runtime settings."""

    name = "project.ops"
    label = "ops"
    default_auto_field = "django.db.models.BigAutoField"
