"""What can go wrong with people and their keys, each with its code."""

from project.lib.errors import Conflict, DaimonError, NotFound


class InvitationInvalid(DaimonError):
    """The invitation is unknown, used, expired or made for another address; nobody learns which."""

    code = "invitation_invalid"
    message = "This invitation is not valid. It may have expired or been used already."


class OwnerLinkInvalid(DaimonError):
    """The owner link is forged, older than a day, or an account exists already."""

    code = "owner_link_invalid"
    status = 404
    message = "This link is not valid any more. Make a new one with: ./daimon manage owner_link"


class OwnerExists(Conflict):
    """The first owner was made already."""

    code = "owner_exists"
    message = "This installation has an owner already."


class NoArchive(NotFound):
    """The person has no archive that is ready, or its days are over."""

    code = "no_archive"
    message = "There is no archive of your data. Ask for one first."


class TooManyApiKeys(Conflict):
    """A person has as many live keys as one may have."""

    code = "too_many_api_keys"
    message = "You have as many API keys as one person may have. Revoke one first."


class ReauthenticationNeeded(DaimonError):
    """A sensitive act asks for the password (or second factor) again when it was not given lately."""

    code = "reauthentication_needed"
    status = 403
    message = "Please confirm that it is you: sign in again, then repeat this."


class CallerRefused(DaimonError):
    """Somebody who is known and may not come in this way."""

    status = 403


class SecondFactorNeeded(CallerRefused):
    """The person must have a second factor and has none; only the pages that set one up are open to them."""

    code = "second_factor_needed"
    message = "This account needs a second factor. Set one up at /accounts/2fa/, then repeat this."


class KeysNotInPlan(CallerRefused):
    """The person's plan has no access for programs; their keys wait until it has."""

    code = "plan_without_keys"
    message = "Your plan has no access for programs. Choose one that has it under Plans; your keys work again then."


class LastOwner(Conflict):
    """The only person who may do everything cannot leave: nobody could run the site."""

    code = "last_owner"
    message = "You are the only owner of this site. Make somebody else an owner first."
