"""The catalogue and minions in the admin."""

from spirits.admin import minion, offers, pairing, spirit

__all__ = ["minion", "offers", "pairing", "spirit"]
