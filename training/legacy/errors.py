"""What can go wrong with a move from an old folder, each with its code."""

from project.lib.errors import Conflict, InvalidInput, NotFound


class LegacyFolderUnusable(InvalidInput):
    """The path is no folder that can be read, or the folder may not be moved in from the admin."""

    code = "legacy_folder_unusable"


class LegacyImportNotFound(NotFound):
    """There is no such run over this folder."""

    code = "legacy_import_not_found"
    message = "There is no such move of this folder."


class LegacyImportBusy(Conflict):
    """Another move or rollback is at work, or waits to be finished."""

    code = "legacy_import_busy"


class LegacyImportFailed(Conflict):
    """What was stored is not what was read, or the old files changed meanwhile: the run was taken back whole."""

    code = "legacy_import_failed"


class LegacyRowsChanged(Conflict):
    """Rows of the run were changed since; a rollback would lose that."""

    code = "legacy_rows_changed"


class LegacyNotReversible(Conflict):
    """The run stored nothing, was rolled back before, or a later one builds on it."""

    code = "legacy_import_not_reversible"
