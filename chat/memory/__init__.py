"""What minions remember: kept with its history, found again with reasons, forgotten when asked."""
