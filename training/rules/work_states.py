"""How far a training run or an evaluation is."""

from django.db.models import TextChoices


class WorkState(TextChoices):
    """It waits for a worker, is at work, or has ended in one of three ways."""

    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Running"
    READY = "ready", "Ready"
    FAILED = "failed", "Failed"
    STOPPED = "stopped", "Stopped"
