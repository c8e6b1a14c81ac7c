"""Moving in from an installation that kept its state in files: read, check, take over, verify, roll back."""
