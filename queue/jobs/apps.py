"""The app's name and label."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    """The durable queue; it knows no domain, domains register handlers."""

    name = "jobs"
    label = "queue"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load every app's ``handlers`` module, so that its job kinds are known."""
        autodiscover_modules("handlers")
        import_module("jobs.figures")
        from jobs.metrics import QueueCollector  # models can only be imported once apps are loaded
        from project.ops.requests.metrics import collectors

        if not any(isinstance(each, QueueCollector) for each in collectors):
            collectors.append(QueueCollector())
