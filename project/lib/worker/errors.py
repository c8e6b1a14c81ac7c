"""How a call ends when it does not return: by its limits, by the person, or by a fault of its own."""


class WorkEnded(Exception):
    """The worker gave no answer."""


class OutOfTime(WorkEnded):
    """It reached its time limit and was ended."""


class OutOfMemory(WorkEnded):
    """It reached its memory limit, or died, and was ended."""


class Stopped(WorkEnded):
    """The caller asked for it to stop."""


class Crashed(WorkEnded):
    """It failed by a fault of its own, which is in the log."""
