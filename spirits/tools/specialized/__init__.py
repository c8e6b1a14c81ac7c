"""Tools of the category Specialized and advanced."""
