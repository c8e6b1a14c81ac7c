"""The durable queue; it knows no domain, domains register handlers."""
