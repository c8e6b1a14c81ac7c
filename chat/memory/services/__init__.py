"""What changes memory; each service does its work in one transaction and takes the time."""
