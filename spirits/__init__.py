"""The catalogue, minions, tools and the economy."""
