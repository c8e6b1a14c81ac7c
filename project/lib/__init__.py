"""Pure Python that every layer may use: clock, ids, errors, text, markdown, secrets and the guarded outbound client."""
