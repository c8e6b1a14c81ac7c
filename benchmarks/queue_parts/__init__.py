"""Parts of the queue benchmark; the rivals run in an environment of their own."""
