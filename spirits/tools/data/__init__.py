"""Tools of the category Data and analysis."""
