"""Arithmetic of prices."""

from spirits.rules.economy.amounts import POINTS


def saving_percent(list_price: int, price: int) -> int:
    """How much cheaper the price is than the list price, in whole per cent, rounded down; never below zero."""
    if list_price <= 0 or price >= list_price:
        return 0
    return (list_price - price) * 100 // list_price


def money(cents: int) -> str:
    """US cents as people read them: ``$4.99``, and ``Free`` for nothing."""
    return f"${cents // 100:,}.{cents % 100:02d}" if cents else "Free"


def in_unit(amount: int, unit: str) -> str:
    """An amount as people read it: ``30 points``, or money."""
    if unit == POINTS:
        return f"{amount:,} point" if amount == 1 else f"{amount:,} points"
    return money(amount) if amount else "$0.00"
