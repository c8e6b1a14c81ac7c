"""What people and their minions' spirits learn."""

from spirits.services.progress.gain import gain_experience, recompute_spirit, record_tool_run, undo_experience

__all__ = ["gain_experience", "recompute_spirit", "record_tool_run", "undo_experience"]
