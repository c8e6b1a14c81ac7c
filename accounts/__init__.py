"""People, sessions, tokens and ranks."""
