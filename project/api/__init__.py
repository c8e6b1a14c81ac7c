"""What every API endpoint shares: the error shape, parsing, pages, idempotency, entity tags and the schema."""
