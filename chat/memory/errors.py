"""What can be refused about memories."""

from project.lib.errors import Conflict, InvalidInput, NotFound


class MemoryNotFound(NotFound):
    """No memory of this person has this id."""

    message = "There is no such memory."


class MemoryOff(Conflict):
    """Memory is switched off here: nothing is read or written."""

    code = "memory_off"
    message = "Memory is switched off here. Switch it on to remember something."


class AlreadyForgotten(Conflict):
    """The text is destroyed; nothing can bring it back."""

    code = "memory_forgotten"
    message = "This memory was forgotten; its text no longer exists."


class NotCurrent(Conflict):
    """The memory was superseded or undone, so it cannot be changed."""

    code = "memory_not_current"
    message = "This memory is no longer current. Change the one that took its place."


class NothingToUndo(Conflict):
    """The change does not exist, was undone already, or was followed by another one."""

    code = "nothing_to_undo"
    message = "This change cannot be undone."


class UnknownEmbedder(InvalidInput):
    """No embedder of this installation has this name."""

    code = "unknown_embedder"


class WrongDimensions(InvalidInput):
    """A vector's length is not that of its embedder."""

    code = "wrong_dimensions"
