"""Training runs: a dataset becomes knowledge, a prompt, an adapter or a model, visibly and resumably."""
