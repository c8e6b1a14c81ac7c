"""Folders of pictures: found, measured, described, searched, and kept in a file beside them."""
