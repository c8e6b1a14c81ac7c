"""Minions."""

from spirits.models.minion import Minion, MinionVersion

__all__ = ["Minion", "MinionVersion"]
