"""Reads of balances, prices, access and progress."""
