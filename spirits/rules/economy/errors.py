"""What the economy refuses, each with a stable code."""

from project.lib.errors import Conflict, DaimonError, InvalidInput


class NotEnoughPoints(DaimonError):
    """The wallet holds less than this costs; nothing was moved."""

    code = "not_enough_points"
    status = 402
    message = "There are not enough points for this."


class KeyReused(Conflict):
    """An idempotency key came back with another request."""

    code = "idempotency_key_reused"
    message = "This key was used for a different request."


class BadAmount(InvalidInput):
    """An amount is negative, zero, or beyond what the ledger holds."""

    code = "bad_amount"
    message = "Expected a whole number above zero and at most 1,000,000,000,000."


class AlreadyReversed(Conflict):
    """The transaction was reversed before, or is a reversal itself."""

    code = "already_reversed"
    message = "This transaction cannot be reversed (again)."


class BudgetSpent(DaimonError):
    """A budget of the person, group, key or minion allows no further work in this period."""

    code = "budget_spent"
    status = 402
    message = "The budget for this period is used up."


class ReservationClosed(Conflict):
    """The reservation was settled with another cost, or released."""

    code = "reservation_closed"
    message = "This work was settled or released already."


class PriceInThePast(InvalidInput):
    """A price was to start at a moment that has passed."""

    code = "price_in_the_past"
    message = "A price starts now or later."


class PriceChanged(Conflict):
    """What the buyer was shown is not what it costs now."""

    code = "price_changed"
    message = "The price has changed. Look at the new one, then decide."


class SpiritLocked(DaimonError):
    """The person has no reason to use this spirit (any more)."""

    code = "spirit_locked"
    status = 403
    message = "This spirit is locked. Buy it, subscribe to a plan that includes it, or reach its rank."


class GrantEnded(Conflict):
    """The grant was revoked; a new one is needed."""

    code = "grant_ended"
    message = "This grant was revoked. Make a new one."
