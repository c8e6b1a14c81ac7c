"""What can go wrong with a tool server, each with its code."""

from project.lib.errors import DaimonError


class ServerFailed(DaimonError):
    """The server could not be reached, or broke the protocol; the sentence says how."""

    code = "tool_server_failed"
    status = 424
    message = "The tool server could not be reached."


class ServedToolFailed(DaimonError):
    """The server answered that the call failed; the sentence is its own."""

    code = "served_tool_failed"
    status = 424
    message = "The tool server says that the call failed."
