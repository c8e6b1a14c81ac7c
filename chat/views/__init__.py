"""The pages of conversations, and the site's front."""
