"""What finding by meaning is made of: embedders that run in this process."""
