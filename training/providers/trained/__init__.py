"""Models that were trained here, served by a process of their own."""
