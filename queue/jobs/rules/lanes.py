"""Lanes keep heavy work from holding up light work; each is a Celery queue of the same name."""

from django.db import models


class Lane(models.TextChoices):
    """A queue by weight."""

    INTERACTIVE = "interactive", "Interactive"
    DEFAULT = "default", "Default"
    BULK = "bulk", "Bulk"
    GPU = "gpu", "GPU"


HEAVY = frozenset({Lane.BULK, Lane.GPU})


def lanes_for(index: int, *, lanes: list[str], processes: int) -> list[str]:
    """The lanes that process number ``index`` of a worker serves.

    The first of several keeps away from heavy lanes, so that long work never takes the last process light work could have.
    """
    light = [lane for lane in lanes if lane not in HEAVY]
    return light if index == 0 and processes > 1 and light else list(lanes)


MOST_URGENT = 0
NORMAL = 5
LEAST_URGENT = 9
