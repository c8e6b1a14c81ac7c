"""The catalogue and minions in the admin."""

from spirits.admin import economy, minion, offers, own_tool, pairing, spirit, tool_server

__all__ = ["economy", "minion", "offers", "own_tool", "pairing", "spirit", "tool_server"]
