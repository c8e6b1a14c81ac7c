"""Tools around health. They inform; none of them makes a diagnosis."""
