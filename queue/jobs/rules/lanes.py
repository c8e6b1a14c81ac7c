"""Lanes keep heavy work from holding up light work; each is a Celery queue of the same name."""

from django.db import models


class Lane(models.TextChoices):
    """A queue by weight."""

    INTERACTIVE = "interactive", "Interactive"
    DEFAULT = "default", "Default"
    BULK = "bulk", "Bulk"
    GPU = "gpu", "GPU"


MOST_URGENT = 0
NORMAL = 5
LEAST_URGENT = 9
