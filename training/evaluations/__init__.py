"""Evaluation: suites of questions, who answers them, what the answers are worth, and who is best."""
