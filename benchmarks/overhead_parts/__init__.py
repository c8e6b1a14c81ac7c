"""What ``overhead-me`` compares Daimon with."""
