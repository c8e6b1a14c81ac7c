"""Prints what was measured."""

import statistics

from benchmarks.memory_parts.measures import MEASURES, Tally


def print_table(tallies: dict[str, Tally]) -> None:
    """One line for each method, then the last method by category; each figure with its standard error."""
    print("| method | n | " + " | ".join(MEASURES) + " | p50 ms | p95 ms |")
    print("| --- | --- |" + " --- |" * (len(MEASURES) + 2))
    for name, tally in tallies.items():
        cuts = statistics.quantiles(tally.milliseconds, n=20)
        print(f"| {name} | {_cells(tally, 'all')} | {statistics.median(tally.milliseconds):.1f} | {cuts[-1]:.1f} |")
    name, tally = list(tallies.items())[-1]
    print(f"\n{name}, by category:\n")
    print("| category | n | " + " | ".join(MEASURES) + " |")
    print("| --- | --- |" + " --- |" * len(MEASURES))
    for category in sorted(tally.values, key=lambda each: (each == "all", each)):
        print(f"| {category} | {_cells(tally, category)} |")


def _cells(tally: Tally, category: str) -> str:
    measured = (f"{tally.mean(each, category):.3f} ± {tally.error(each, category):.3f}" for each in MEASURES)
    return " | ".join((str(tally.count(category)), *measured))
