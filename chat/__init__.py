"""Conversations, runs, memory and context."""
