"""The Celery app: it wakes workers; what is to be done stands in PostgreSQL."""

import os

from celery import Celery
from kombu.entity import Queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
app = Celery("daimon")
app.config_from_object("django.conf:settings", namespace="CELERY")
# Queues by weight; a worker started without -Q serves them all.
app.conf.task_queues = [Queue(name) for name in ("interactive", "default", "bulk", "gpu")]  # type: ignore[no-untyped-call]  # kombu has no types
app.autodiscover_tasks()
