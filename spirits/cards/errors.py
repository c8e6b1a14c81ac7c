"""What can go wrong at the gateway."""

from project.lib.errors import DaimonError


class GatewayMissing(DaimonError):
    """No card gateway is set up."""

    code = "card_gateway_missing"
    status = 503
    message = "Cards are not taken here. Ask the team to set STRIPE_SECRET_KEY."


class GatewayAway(DaimonError):
    """The gateway did not answer, or not sensibly; the same may work later."""

    code = "card_gateway_away"
    status = 503
    message = "The card gateway does not answer at the moment. It is tried again."


class GatewayRefused(DaimonError):
    """The gateway will not do this, now or later."""

    code = "card_gateway_refused"
    status = 502
    message = "The card gateway refused the request."
