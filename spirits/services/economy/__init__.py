"""Verbs that move points, money and access."""
