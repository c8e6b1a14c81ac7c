"""Operations in the admin: limits and settings to change, events, audit trail and API log to read."""

from project.ops.admin import control, record

__all__ = ["control", "record"]
