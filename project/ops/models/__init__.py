"""What happened, what staff changed, and what they may change while the site runs."""

from project.ops.models.api_log import ApiLog
from project.ops.models.audit import AuditEntry
from project.ops.models.limit_rule import LimitGroup, LimitRule, LimitSubject
from project.ops.models.row_change import RowChange
from project.ops.models.runtime_setting import RuntimeSetting, RuntimeSettingChange
from project.ops.models.system_event import SystemEvent

__all__ = [
    "ApiLog",
    "AuditEntry",
    "LimitGroup",
    "LimitRule",
    "LimitSubject",
    "RowChange",
    "RuntimeSetting",
    "RuntimeSettingChange",
    "SystemEvent",
]
