"""Quizzes in a worker: the text may be hostile to the expressions that read it."""

from spirits.tools.specialized.education.questions import questions as quiz
from spirits.tools.specialized.education.terms import key_terms

__all__ = ["key_terms", "quiz"]
