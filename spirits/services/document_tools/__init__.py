"""docs/tools.md: every tool with a real call and its result."""

from spirits.services.document_tools.page import ExampleFailed, Examples, described, document_tools

__all__ = ["ExampleFailed", "Examples", "described", "document_tools"]
