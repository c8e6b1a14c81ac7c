"""How a worker works: its name, its hand, the thread that speaks for it, and the steward of its process tree."""
