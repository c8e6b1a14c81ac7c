"""The app's name and label."""

from importlib import import_module
from typing import Any

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    """People, sessions, tokens and ranks."""

    name = "accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to allauth, and to migrations."""
        import_module("accounts.receivers")
        import_module("accounts.figures")
        post_migrate.connect(_grant_roles, dispatch_uid="accounts.grant_roles")


def _grant_roles(sender: AppConfig, using: str, **_: Any) -> None:
    """After the last app was migrated, when every permission exists."""
    if sender is list(apps.get_app_configs())[-1]:
        import_module("accounts.services.roles").grant_roles()
