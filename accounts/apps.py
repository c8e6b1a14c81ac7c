"""The app's name and label."""

from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, sessions, tokens and ranks."""

    name = "accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to allauth."""
        import_module("accounts.receivers")
