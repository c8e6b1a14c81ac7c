"""The mathematician's tools: calculate, test, solve and plot."""
