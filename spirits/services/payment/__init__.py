"""Receiving money by card: started within a transaction, done by jobs, healed by polling."""
