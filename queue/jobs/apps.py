"""The app's name and label."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """The durable queue; it knows no domain, domains register handlers."""

    name = "jobs"
    label = "queue"
    default_auto_field = "django.db.models.BigAutoField"
