"""What can go wrong with datasets, each with its code."""

from project.lib.errors import Conflict, InvalidInput, NotFound


class DatasetNotFound(NotFound):
    """There is no such dataset or version, or it is somebody else's."""

    code = "dataset_not_found"
    message = "There is no such dataset."


class DatasetNameTaken(Conflict):
    """This person has a dataset of this name already."""

    code = "dataset_name_taken"
    message = "You have a dataset with this name already."


class DatasetFileRefused(InvalidInput):
    """The file as a whole cannot be read as rows; the message says where it breaks."""

    code = "dataset_file_refused"


class DatasetNotReady(Conflict):
    """There is no version that is ready, or another one is being made."""

    code = "dataset_not_ready"
