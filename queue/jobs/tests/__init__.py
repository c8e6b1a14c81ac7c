"""A package, unlike other tests folders: pytest would otherwise put the folder ``queue`` in the place of the standard library's module."""
