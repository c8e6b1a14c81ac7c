"""What the benchmarks of faults share: a proxy that misbehaves, a site with people, and traffic."""
