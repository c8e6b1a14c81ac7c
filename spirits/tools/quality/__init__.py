"""Tools of the category Quality and validation."""
