"""Tools of the category Content and creativity."""
