"""Reads the data folder of an old installation. Nothing here writes anything."""
