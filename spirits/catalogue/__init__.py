"""The catalogue as it is delivered: a file, and the reader that checks it."""

from spirits.catalogue.file import Catalogue, CatalogueInvalid, Entry, PairEntry, read_catalogue

__all__ = ["Catalogue", "CatalogueInvalid", "Entry", "PairEntry", "read_catalogue"]
