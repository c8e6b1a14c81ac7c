"""What can go wrong with folders of pictures, each with its code."""

from project.lib.errors import Conflict, DaimonError, Forbidden, InvalidInput, NotFound, Unavailable


class ImageFolderNotFound(NotFound):
    """There is no such folder, or it is somebody else's."""

    code = "image_folder_not_found"
    message = "There is no such image folder."


class ImageNotFound(NotFound):
    """There is no such picture, or it is somebody else's."""

    code = "image_not_found"
    message = "There is no such picture."


class FolderNotAllowed(Forbidden):
    """The folder lies below no root that the operator allows."""

    code = "image_folder_not_allowed"
    message = "This folder lies below none of the roots in IMAGE_ROOTS."


class FolderTaken(Conflict):
    """The folder, or its name, is in use already."""

    code = "image_folder_taken"


class FolderUnusable(Unavailable):
    """The folder is gone or cannot be read; the message says which."""

    code = "image_folder_unusable"


class FolderNotWritable(Unavailable):
    """The file beside the pictures cannot be written; nothing was changed."""

    code = "image_folder_not_writable"


class ChangedOutside(Conflict):
    """Another program wrote the file; nothing was changed, and a repair takes its changes over."""

    code = "image_metadata_changed_outside"
    message = "Another program changed image_metadata.json. Repair the folder to take its changes over, then try again."


class MetadataCorrupt(Conflict):
    """The file is no metadata of pictures; nothing was changed, and a repair sets it aside and writes it anew."""

    code = "image_metadata_corrupt"


class ArchiveRefused(InvalidInput):
    """The archive is no zip, hides something, or is too large; nothing of it was kept."""

    code = "image_archive_refused"


class ImageRefused(InvalidInput):
    """The picture cannot be read, or only at too high a price."""

    code = "image_refused"


class NoVisionModel(Unavailable):
    """A description was asked for, and no model here sees pictures."""

    code = "no_vision_model"
    message = "No model of yours can see pictures. Add a provider with a vision model, e.g. Ollama with llava."


class NothingToProcess(Conflict):
    """Every picture of the folder is processed."""

    code = "nothing_to_process"
    message = "Every picture is processed already."


class ProcessingAlready(Conflict):
    """The folder's pictures are being processed."""

    code = "processing_already"
    message = "The pictures are being processed already. Stop that first."


class TooManyFolders(Conflict):
    """A person may open only so many folders."""

    code = "too_many_image_folders"


class AnswerUnreadable(DaimonError):
    """A vision model answered in another form than was asked for."""

    code = "model_answer_unreadable"
    status = 502
