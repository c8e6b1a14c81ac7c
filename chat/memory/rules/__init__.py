"""Policy of memory: pure, and the same wherever it is asked."""
