"""PostgreSQL as Django knows it, with a limit to how many of a process connect at the same time."""
