"""The app's name and label."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, sessions, tokens and ranks."""

    name = "accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
