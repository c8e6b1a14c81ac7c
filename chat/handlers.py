"""The job kinds of conversations; the queue loads this module at start."""

from chat.memory import handlers as memory

__all__ = ["memory"]
