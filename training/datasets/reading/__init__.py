"""Rows of uploaded files, one at a time however large the file is."""

from training.datasets.reading.rows import FileKind, Row, kind_of_file, read_rows

__all__ = ["FileKind", "Row", "kind_of_file", "read_rows"]
