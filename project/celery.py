"""The Celery app: it wakes workers; what is to be done stands in PostgreSQL."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
app = Celery("daimon")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
