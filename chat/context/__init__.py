"""What a model is told in one turn, and the record of it."""
