"""Other programs' way in: OpenAI's, Anthropic's and Ollama's protocols in front of minions and models."""
