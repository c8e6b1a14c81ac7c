"""Documents of every known kind as blocks of text; imported by worker processes, so nothing here needs Django."""
