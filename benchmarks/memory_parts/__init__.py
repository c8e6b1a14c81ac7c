"""What the memory benchmark is made of: conversations with questions, measures, and the methods compared."""
