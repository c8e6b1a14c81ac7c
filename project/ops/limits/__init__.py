"""How often requests may be sent: counted in Redis, or in this process while Redis is away."""
