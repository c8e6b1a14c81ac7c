"""The ways to pay, each behind the same protocol."""

from spirits.models.purchase import Purchase
from spirits.services.purchase.gateways.card import CardGateway
from spirits.services.purchase.gateways.manual import ManualGateway
from spirits.services.purchase.gateways.points import PointsGateway
from spirits.services.purchase.gateways.protocol import Gateway

_GATEWAYS: dict[str, Gateway] = {
    Purchase.Method.POINTS: PointsGateway(),
    Purchase.Method.MANUAL: ManualGateway(),
    Purchase.Method.CARD: CardGateway(),
}


def gateway_of(method: str) -> Gateway:
    """The way to pay of this name."""
    return _GATEWAYS[method]


def methods_offered() -> list[tuple[str, str]]:
    """The ways to pay that this installation takes, with their names."""
    return [(value, label) for value, label in Purchase.Method.choices if _GATEWAYS[value].is_ready()]


__all__ = ["Gateway", "gateway_of", "methods_offered"]
