"""The desk where cards are charged: what we ask of a card gateway, and Stripe as the one that answers.

Everything here talks to the network. It is called from jobs only, and never within a transaction.
"""

from functools import lru_cache
from importlib import import_module

from django.conf import settings

from spirits.cards.desk import CardDesk
from spirits.cards.errors import GatewayMissing


def is_configured() -> bool:
    """Whether cards are taken here."""
    return bool(settings.STRIPE_SECRET_KEY)


def card_desk() -> CardDesk:
    """The gateway that the settings name; GatewayMissing when there is none."""
    if not is_configured():
        raise GatewayMissing
    return _stripe(settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE, settings.STRIPE_TIMEOUT_SECONDS)


@lru_cache(maxsize=1)
def _stripe(key: str, base: str, timeout: int) -> CardDesk:
    # Read when the first job needs it: the SDK is large, and the pages and the API never call it.
    module = import_module("spirits.cards.stripe_desk")
    desk: CardDesk = module.StripeDesk(key=key, base=base, timeout=timeout)
    return desk
