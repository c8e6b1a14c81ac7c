"""Runs Daimon's processes: embedded PostgreSQL and Valkey, web, worker and scheduler. Knows no Django model."""
