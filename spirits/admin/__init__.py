"""The catalogue and minions in the admin."""

from spirits.admin import economy, minion, offers, pairing, spirit

__all__ = ["economy", "minion", "offers", "pairing", "spirit"]
