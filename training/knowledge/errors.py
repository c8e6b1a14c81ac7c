"""What can go wrong with knowledge bases, each with its code."""

from project.lib.errors import Conflict, Forbidden, InvalidInput, NotFound, Unavailable


class KnowledgeNotFound(NotFound):
    """There is no such knowledge base, document or passage, or this person may not read it."""

    code = "knowledge_not_found"
    message = "There is no such knowledge base or document."


class KnowledgeNameTaken(Conflict):
    """This person has a knowledge base of this name already."""

    code = "knowledge_name_taken"
    message = "You have a knowledge base with this name already."


class DocumentKnown(Conflict):
    """The knowledge base holds a document with the very same bytes."""

    code = "document_known"
    message = "This knowledge base has this very document already."


class DocumentRefused(InvalidInput):
    """The document cannot be read; the message says why and, where there is one, at which page."""

    code = "document_refused"


class DocumentBusy(Conflict):
    """The document is being read at this moment, or is in a state that does not allow this."""

    code = "document_busy"
    message = "This document is being read. Wait for its end."


class TooManyDocuments(Conflict):
    """A knowledge base takes only so many documents."""

    code = "too_many_documents"


class KnowledgeDiskFull(Unavailable):
    """The disk does not take the file."""

    code = "knowledge_disk_full"


class KnowledgeFolderNotAllowed(Forbidden):
    """The folder is not there, or lies below no root that the operator allows."""

    code = "knowledge_folder_not_allowed"
    message = "There is no such folder below the roots in KNOWLEDGE_ROOTS."
