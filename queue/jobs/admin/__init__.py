"""The queue in the admin."""

from jobs.admin.batch import BatchAdmin
from jobs.admin.job import JobAdmin
from jobs.admin.kinds import KindMeasureAdmin, KindPauseAdmin
from jobs.admin.schedule import ScheduleAdmin

__all__ = ["BatchAdmin", "JobAdmin", "KindMeasureAdmin", "KindPauseAdmin", "ScheduleAdmin"]
