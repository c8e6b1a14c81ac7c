"""Who may sign up, told to allauth."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from accounts.queries.signup import is_open_for


class AccountAdapter(DefaultAccountAdapter):
    """Asks our own rule whether this visitor may make an account."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Open to all, to the invited, or closed, as SIGNUP says."""
        return is_open_for(request)
