"""The Model Context Protocol: a person's tools, conversations, files and minions for other programs."""
