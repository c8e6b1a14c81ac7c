"""Buying, paying, refunding."""

from spirits.services.purchase.buy import buy, order_points
from spirits.services.purchase.order import Order, place_order, quote_order
from spirits.services.purchase.pay import cancel_order, confirm_payment, pay_order
from spirits.services.purchase.refund import refund_purchase

__all__ = [
    "Order",
    "buy",
    "cancel_order",
    "confirm_payment",
    "order_points",
    "pay_order",
    "place_order",
    "quote_order",
    "refund_purchase",
]
