"""Finding, checking and joining what is known."""
