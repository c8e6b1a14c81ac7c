"""Tools for teaching and learning."""
