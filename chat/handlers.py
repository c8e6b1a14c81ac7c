"""The job kinds of conversations and of the site; the queue loads this module at start."""

from chat import housekeeping
from chat.memory import handlers as memory

__all__ = ["housekeeping", "memory"]
