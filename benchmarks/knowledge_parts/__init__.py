"""What the measurement of knowledge bases is made of: its corpus, its vectors, and an indexer that is killed."""
