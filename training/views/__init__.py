"""The pages of providers and of language models."""
