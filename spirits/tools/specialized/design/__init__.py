"""Tools for the look of things: palettes, layouts, wireframes, and whether everybody can use them."""
