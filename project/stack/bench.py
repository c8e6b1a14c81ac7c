"""``./daimon bench NAME``: runs one program of the benchmarks folder."""

import importlib
import sys

from project.settings.env import BASE_DIR
from project.stack.errors import StackError


def bench(arguments: list[str]) -> int:
    """Call ``main`` of benchmarks/NAME.py with the remaining arguments; a dash in NAME stands for an underscore.

    A module whose plain name would shadow another is called bench_NAME.py.
    """
    if not arguments or arguments[0].replace("-", "_") not in benchmarks():
        known = ", ".join(name.replace("_", "-") for name in benchmarks()) or "none"
        raise StackError(f"usage: ./daimon bench NAME [options], where NAME is one of: {known}.")
    name, *rest = arguments
    sys.argv = [f"./daimon bench {name}", *rest]
    module = importlib.import_module(f"benchmarks.{benchmarks()[name.replace('-', '_')]}")
    return int(module.main(rest) or 0)


def benchmarks() -> dict[str, str]:
    """The modules of the programs that can be run, by the name they are asked for."""
    found = (path.stem for path in (BASE_DIR / "benchmarks").glob("*.py") if not path.stem.startswith("_"))
    return {stem.removeprefix("bench_"): stem for stem in sorted(found)}
