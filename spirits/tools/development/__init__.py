"""Tools of the category Development and technical."""
