"""Other programs whose tools stand beside ours, over the Model Context Protocol."""

import shlex

from project.settings.env import setting, switch


def commands(raw: str) -> dict[str, list[str]]:
    """``name=program and arguments``, separated by semicolons."""
    found: dict[str, list[str]] = {}
    for part in filter(None, (each.strip() for each in raw.split(";"))):
        name, sign, line = part.partition("=")
        words = shlex.split(line)
        if not (sign and words and name.strip().replace("-", "").replace("_", "").isalnum()):
            raise ValueError
        if not words[0].startswith("/"):
            raise ValueError
        found[name.strip()] = words
    return found


MCP_STDIO_COMMANDS = setting(
    "MCP_STDIO_COMMANDS",
    commands,
    expected="name=/path/to/program argument, more of them after a semicolon",
    default="",
    meaning="Programs on this machine that may be added in the admin as tool servers: `name=/path/to/program argument; …`. "
    "Each call starts the program anew, with Daimon's user and without its settings. Empty: none.",
)
MCP_USER_SERVERS = switch(
    "MCP_USER_SERVERS",
    True,
    meaning="Whether people may add tool servers of their own; those of staff are not affected.",
)
