"""``python -m project.stack COMMAND``: what ./daimon hands over to for up, down, test, check and bench."""

import sys

from project.stack.cli import main

sys.exit(main(sys.argv[1:]))
