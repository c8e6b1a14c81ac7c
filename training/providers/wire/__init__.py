"""What the providers with a server share: calling it, naming its refusals, and reading its streams."""
