"""What can go wrong with providers and models, each with its code. Errors of a provider's server: training.providers."""

from project.lib.errors import Conflict, InvalidInput, NotFound, Unavailable


class ProviderNotFound(NotFound):
    """There is no such provider, or it is somebody else's."""

    code = "provider_not_found"
    message = "There is no such provider."


class ProviderKeyNotFound(NotFound):
    """The provider has no further key with this id."""

    code = "provider_key_not_found"
    message = "There is no such key."


class ModelAbsent(NotFound):
    """There is no such model, or this person may not use it."""

    code = "model_not_found"
    message = "There is no such model."


class ProviderNameTaken(Conflict):
    """This person, or the installation, has a provider of this name already."""

    code = "provider_name_taken"
    message = "There is a provider with this name already."


class TooManyProviders(Conflict):
    """A person may add only so many providers."""

    code = "too_many_providers"


class KeyNeedsAddress(InvalidInput):
    """A stored key would go to another server."""

    code = "key_needed_for_new_address"


class ProviderUnusable(Unavailable):
    """The provider's kind is unknown to this version, or switched off."""

    code = "provider_unusable"
    message = "This provider cannot be used on this installation."
