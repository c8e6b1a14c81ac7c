"""What spirits can do. How to write a tool: docs/writing-a-tool.md.

Nothing here imports Django or a heavy library at the top: the modules named ``*_work`` do that, in a worker process.
"""

from spirits.tools.context import Context
from spirits.tools.declaration import Budget, Effect, Tool
from spirits.tools.registry import all_tools, find_tool, tool
from spirits.tools.result import NewArtifact, ToolResult

__all__ = ["Budget", "Context", "Effect", "NewArtifact", "Tool", "ToolResult", "all_tools", "find_tool", "tool"]
