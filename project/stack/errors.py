"""What can keep the processes from starting, said in one sentence to the person at the terminal."""


class StackError(Exception):
    """The command cannot go on; the message says why and what to do."""
