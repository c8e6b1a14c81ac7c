"""Tools of the category Integration and communication."""
