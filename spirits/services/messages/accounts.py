"""Connect and disconnect accounts of other networks."""

from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.models import User
from project.lib.errors import InvalidInput
from project.lib.secrets import seal
from spirits.errors import SocialAccountTaken
from spirits.models import SocialAccount
from spirits.queries.outbound_messages import get_social_account, social_accounts_of

MOST = 50
USUAL_SERVER = {"bluesky": "https://bsky.social"}


def connect_account(
    *, user: User, network: str, name: str, now: datetime, server: str = "", handle: str = "", token: str = ""
) -> SocialAccount:
    """The connected account. Mastodon takes an access token, Bluesky a handle and an app password, a web hook its address."""
    server = (server or USUAL_SERVER.get(network, "")).rstrip("/")
    if urlsplit(server).scheme not in {"https", "http"}:
        raise InvalidInput.of("server", "Expected an address such as https://mastodon.social.")
    if network != SocialAccount.Network.WEBHOOK and not token:
        raise InvalidInput.of("token", "Required: an access token (Mastodon) or an app password (Bluesky).")
    if network == SocialAccount.Network.BLUESKY and not handle:
        raise InvalidInput.of("handle", "Required: the handle, such as ann.bsky.social.")
    if social_accounts_of(user).count() >= MOST:
        raise InvalidInput.of("name", f"You have {MOST} connected accounts, and that is the most.")
    try:
        with transaction.atomic():
            return SocialAccount.objects.create(
                owner=user,
                network=network,
                name=name,
                server=server,
                handle=handle,
                sealed_token=seal(token) if token else "",
                created_at=now,
            )
    except IntegrityError as error:
        raise SocialAccountTaken(f"You have an account named {name!r}.", fields={"name": ["Taken."]}) from error


def disconnect_account(*, user: User, account_id: UUID) -> None:
    """Forget the account and its token; what was posted stays in the list of messages."""
    get_social_account(user, account_id).delete()
