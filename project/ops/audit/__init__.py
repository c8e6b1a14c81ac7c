"""The trail of what staff write in the admin."""
