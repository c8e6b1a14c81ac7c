"""What can go wrong with the catalogue and with minions, each with its code."""

from project.lib.errors import Conflict, InvalidInput, NotFound, Unavailable


class CatalogueEmpty(Unavailable):
    """There is no catalogue in the database yet."""

    code = "catalogue_empty"
    message = "The catalogue is not loaded. Run: ./daimon manage load_catalogue"


class SpiritNotFound(NotFound):
    """There is no such spirit, or this person may not see it."""

    code = "spirit_not_found"
    message = "There is no such spirit."


class MinionNotFound(NotFound):
    """There is no such minion, or it is somebody else's."""

    code = "minion_not_found"
    message = "There is no such minion."


class TemplateNotFound(NotFound):
    """There is no such template to start from."""

    code = "template_not_found"
    message = "There is no such template."


class VersionNotFound(NotFound):
    """The minion never had this version."""

    code = "version_not_found"
    message = "This minion has no such version."


class MinionLimitReached(Conflict):
    """The plan allows no further minion."""

    code = "minion_limit_reached"


class SpiritLimitReached(InvalidInput):
    """More spirits than the plan allows for one minion."""

    code = "spirit_limit_reached"


class SpiritLocked(InvalidInput):
    """A spirit that this person may not use yet."""

    code = "spirit_locked"


class MinionArchived(Conflict):
    """An archived minion is kept as it is until it is restored."""

    code = "minion_archived"
    message = "This minion is archived. Restore it first."


class MinionFileInvalid(InvalidInput):
    """The file is no exported minion; ``fields`` names what is wrong with it."""

    code = "minion_file_invalid"
    message = "This is not a minion exported by Daimon."
