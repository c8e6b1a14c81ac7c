"""Jobs, what happened to them, and when they are made."""

from jobs.models.batch import Batch
from jobs.models.history import Attempt, JobEvent
from jobs.models.job import Job
from jobs.models.lane import KindMeasure, KindPause, LaneLevel
from jobs.models.schedule import Schedule

__all__ = ["Attempt", "Batch", "Job", "JobEvent", "KindMeasure", "KindPause", "LaneLevel", "Schedule"]
