"""What tests of the queue and benchmarks share; nothing else imports it."""
