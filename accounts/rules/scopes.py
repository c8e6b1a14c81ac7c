"""What an API key may do: one scope to read and one to change for each group of endpoints.

A group is the app that serves the endpoint, so a new endpoint belongs to one without being listed anywhere.
"""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class Group(StrEnum):
    """The groups of endpoints."""

    ACCOUNTS = "accounts"
    CHAT = "chat"
    SPIRITS = "spirits"
    TRAINING = "training"
    JOBS = "jobs"
    OPERATIONS = "operations"


SCOPES = tuple(f"{group}:{action}" for group in Group for action in ("read", "write"))
SCOPE_LABELS = {
    "accounts:read": _("read your profile"),
    "accounts:write": _("read and change your profile"),
    "chat:read": _("read conversations, runs and memories"),
    "chat:write": _("read and change conversations, runs and memories"),
    "spirits:read": _("read spirits, minions, tools and purchases"),
    "spirits:write": _("read and change spirits, minions, tools and purchases"),
    "training:read": _("read models, datasets and knowledge"),
    "training:write": _("read and change models, datasets and knowledge"),
    "jobs:read": _("read jobs"),
    "jobs:write": _("read and change jobs"),
    "operations:read": _("read the state of the installation"),
    "operations:write": _("read and change the state of the installation"),
}
_GROUP_OF_PACKAGE = {"project": Group.OPERATIONS}


def group_of(module: str) -> str:
    """The group of the endpoint defined in that module."""
    package = module.split(".", 1)[0]
    return _GROUP_OF_PACKAGE.get(package, package)


def needed_scope(*, group: str, method: str) -> str:
    """The scope a request needs."""
    return f"{group}:{'read' if method in READING_METHODS else 'write'}"


def is_allowed(*, scopes: frozenset[str] | None, group: str, method: str) -> bool:
    """Whether scopes cover a request; ``None`` stands for a person, who needs none. Writing includes reading."""
    if scopes is None or f"{group}:write" in scopes:
        return True
    return needed_scope(group=group, method=method) in scopes
