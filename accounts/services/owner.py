"""The first owner: a one-time signed link, and the account it makes."""

from allauth.account.models import EmailAddress
from django.core import signing
from django.db import IntegrityError, transaction

from accounts.errors import OwnerExists, OwnerLinkInvalid
from accounts.models import User

SALT = "accounts.owner"
SECONDS_VALID = 24 * 60 * 60
PATH = "/accounts/owner/{token}/"  # as in accounts.urls, which would load all of its pages if it were asked


def make_owner_link(base_url: str) -> str | None:
    """An absolute link that lets its holder become the first owner within 24 hours; None when any account exists."""
    if User.objects.exists():
        return None
    token = signing.dumps("first owner", salt=SALT)
    return base_url.rstrip("/") + PATH.format(token=token)


def check_owner_token(token: str) -> None:
    """Raise OwnerLinkInvalid unless the token is ours, younger than a day, and nobody has an account yet."""
    try:
        signing.loads(token, salt=SALT, max_age=SECONDS_VALID)
    except signing.BadSignature as error:
        raise OwnerLinkInvalid from error
    if User.objects.exists():
        raise OwnerLinkInvalid


def make_owner(*, email: str, password: str, name: str = "") -> User:
    """The founding owner, with every right; OwnerExists when somebody came first."""
    try:
        with transaction.atomic():
            if User.objects.exists():
                raise OwnerExists
            owner = User.objects.create_superuser(email, password, name=name, is_founding_owner=True)
            # Whoever holds the link holds the server, so the address needs no proof by mail.
            EmailAddress.objects.create(user=owner, email=owner.email, verified=True, primary=True)
    except IntegrityError as error:
        raise OwnerExists from error
    return owner
