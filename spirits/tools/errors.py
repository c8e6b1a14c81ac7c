"""What can go wrong while a tool works, each with its code."""

from project.lib.errors import Conflict, DaimonError


class ToolUnavailable(Conflict):
    """The installation lacks what the tool needs; the message says what and how to get it."""

    code = "tool_unavailable"
    message = "This installation lacks what the tool needs."


class OutOfTime(DaimonError):
    """The call reached its time limit and was ended."""

    code = "tool_out_of_time"
    message = "This took longer than the tool may. Ask for less, or raise the spirit's level."


class OutOfMemory(DaimonError):
    """The call reached its memory limit and was ended."""

    code = "tool_out_of_memory"
    message = "This needed more memory than the tool may use. Ask for less."


class TooMuch(DaimonError):
    """The call would read or make more than it may."""

    code = "tool_budget_exceeded"
    message = "This is more than the tool may handle in one call."


class BeyondNumbers(DaimonError):
    """The arguments were valid, and what follows from them is greater than any number."""

    code = "result_beyond_numbers"
    message = "What follows from these numbers is too large to be written down. Give less extreme ones."


class Cancelled(DaimonError):
    """The person stopped the call."""

    code = "tool_cancelled"
    status = 409
    message = "This call was stopped."


class Interrupted(DaimonError):
    """The process that made the call died."""

    code = "tool_interrupted"
    status = 409
    message = "The server was interrupted during this call. Look whether it took effect before you call again."


class ToolCrashed(DaimonError):
    """The tool's own fault."""

    code = "tool_crashed"
    status = 500
    message = "The tool failed by a fault of its own. It is in the log."
