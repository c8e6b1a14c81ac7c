"""The API's own app: it remembers idempotent requests."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Label ``api``; the package is project.api."""

    name = "project.api"
    label = "api"
    default_auto_field = "django.db.models.BigAutoField"
