"""What the economy refuses, each with a stable code."""

from project.lib.errors import Conflict, DaimonError, InvalidInput, NotFound


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


class NotForSale(InvalidInput):
    """The thing is no longer offered, or not for this kind of payment."""

    code = "not_for_sale"
    message = "This is not for sale this way."


class AlreadyOwned(Conflict):
    """There is nothing left to buy: the person has all of it for good, or an open order for it."""

    code = "already_owned"
    message = "You have this already, or an open order for it."


class RankTooLow(DaimonError):
    """Points buy this from a higher rank on; money buys it at any rank."""

    code = "rank_too_low"
    status = 403
    message = "Points buy this from a higher rank on."


class CouponInvalid(InvalidInput):
    """The coupon is unknown, not valid now, used up, or was used by this person before."""

    code = "coupon_invalid"
    message = "This coupon cannot be used."


class NothingToRefund(Conflict):
    """The purchase is not paid, or all of it was refunded."""

    code = "nothing_to_refund"
    message = "There is nothing (left) to refund."


class PurchaseNotFound(NotFound):
    """There is no such purchase, or it is somebody else's."""

    code = "purchase_not_found"
    message = "There is no such purchase."


class PurchaseClosed(Conflict):
    """The order was paid or cancelled already."""

    code = "purchase_closed"
    message = "This order was paid or cancelled already."


class AlreadySubscribed(Conflict):
    """The person runs a plan already; it is changed, not bought again."""

    code = "already_subscribed"
    message = "You run a plan already. Change it instead."


class NotSubscribed(NotFound):
    """There is no running plan to look at, change, cancel or resume."""

    code = "not_subscribed"
    message = "You run no plan."


class SamePlan(Conflict):
    """The person is on this very plan."""

    code = "same_plan"
    message = "You are on this plan already."


class RefundUnderWay(Conflict):
    """A refund of this purchase is on its way; its end must be known before the next."""

    code = "refund_under_way"
    message = "A refund of this purchase is on its way. Wait for its end."


class OrderOpen(Conflict):
    """An order of a plan awaits its payment."""

    code = "order_open"
    message = "An order of a plan awaits its payment. Pay or cancel it first."


class CardNotFound(NotFound):
    """There is no such card, or it is somebody else's."""

    code = "card_not_found"
    message = "There is no such card."


class PaidAnotherWay(Conflict):
    """The plan is paid with something else."""

    code = "paid_another_way"
    message = "Your plan is paid another way. Change how it is paid first."


class WebhookNotSigned(InvalidInput):
    """A message is not signed by the gateway, or is too old."""

    code = "webhook_not_signed"
    message = "This message is not signed by the gateway, or is too old."


class NothingDue(Conflict):
    """There is no month whose charge failed."""

    code = "nothing_due"
    message = "There is no month to pay."


class PaymentUnderWay(Conflict):
    """The last payment of the order may still succeed."""

    code = "payment_under_way"
    message = "A payment of this order is under way. Wait for its end, or cancel the order."


class PaymentNotFound(NotFound):
    """There is no such payment, or it is somebody else's."""

    code = "payment_not_found"
    message = "There is no such payment."


class OwnRequest(Conflict):
    """Whoever asked cannot decide."""

    code = "own_request"
    message = "A second person decides on this: it is your own request."


class RequestDecided(Conflict):
    """Somebody was faster."""

    code = "request_decided"
    message = "This was decided already."


class PreviewChanged(Conflict):
    """What was shown before confirming is not what would happen now."""

    code = "preview_changed"
    message = "Something changed meanwhile: look at the preview again."
