"""The cache: Redis or Valkey while it answers, this process's memory while it does not."""
