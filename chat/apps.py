"""The app's name and label."""

from django.apps import AppConfig


class ChatConfig(AppConfig):
    """Conversations, runs, memory and context."""

    name = "chat"
    label = "chat"
    default_auto_field = "django.db.models.BigAutoField"
