"""What the benchmarks of the shop share: a small market, people who answer card pages, and the proof at the end."""
