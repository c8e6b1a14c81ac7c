"""How much a conversation may hold."""

LONGEST_MESSAGE = 100_000  # characters a person may send at once
MOST_STEPS = 8  # rounds of tool calls within one turn
ANSWER_SECONDS = 600.0  # the longest a turn may take
LEASE_SECONDS = 10.0  # how long a run belongs to a process that gives no sign of life
