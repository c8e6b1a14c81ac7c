"""Tools of other programs: the client's side of the Model Context Protocol."""
