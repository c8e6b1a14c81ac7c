"""What the benchmarks of the doors share: a served site, a model's server of its own process, and callers."""
