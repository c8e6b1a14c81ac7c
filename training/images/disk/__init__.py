"""What image folders do on disk. Nothing here follows a link, and nothing leaves the folder it was given."""
