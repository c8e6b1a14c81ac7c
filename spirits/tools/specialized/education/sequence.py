"""The phases of a lesson and their minutes."""

from typing import Any

SHARES = {  # of the minutes of one objective: showing, practising together, alone, checking
    "beginner": (40, 30, 15, 15),
    "intermediate": (30, 25, 30, 15),
    "advanced": (20, 20, 45, 15),
}
VERBS = {
    "beginner": ("Name", "Describe", "Explain in your own words"),
    "intermediate": ("Explain", "Compare", "Apply"),
    "advanced": ("Analyse", "Judge", "Develop an example of"),
}
WEAK = ("understand", "know", "learn", "appreciate", "be aware", "grasp", "be familiar")
LARGE_GROUP = 12
Phase = dict[str, Any]


def objective_from(term: str, level: str, at: int) -> str:
    """An objective about a term of the source that can be observed."""
    verbs = VERBS[level]
    return f"{verbs[at % len(verbs)]} {term} with the words of the source"


def weak_verb(objective: str) -> str:
    """A hint where nobody could see whether the objective was reached; empty otherwise."""
    found = next((each for each in WEAK if objective.lower().removeprefix("to ").startswith(each)), "")
    advice = "say what learners do, such as name, explain, compare, solve."
    return f"“{found}” in “{objective}” cannot be observed: {advice}" if found else ""


def shared_out(minutes: int, shares: tuple[int, ...]) -> list[int]:
    """Whole minutes by shares that add up exactly; what is over goes to the largest remainders."""
    whole = sum(shares)
    parts = [minutes * each // whole for each in shares]
    order = sorted(range(len(shares)), key=lambda at: (-(minutes * shares[at] % whole), at))
    for at in order[: minutes - sum(parts)]:
        parts[at] += 1
    return parts


def timed(objectives: list[str], minutes: int, level: str, learners: int) -> list[Phase]:
    """Opening, for each objective showing to checking, closing; from minute 0 to the end without a gap."""
    opening, closing = max(4, minutes // 10), max(4, minutes // 10)
    each_objective = shared_out(minutes - opening - closing, (1,) * len(objectives))
    together = f"groups of {3 if learners <= LARGE_GROUP else 4}" if learners > 2 else "together"
    rows: list[tuple[str, str, str, int, list[str]]] = [
        ("Opening", "Ask what is known already; tell the objectives.", "plenary", opening, ["Board"])
    ]
    for objective, room in zip(objectives, each_objective, strict=True):
        show, practise, alone, check = shared_out(room, SHARES[level])
        rows += [
            ("Show", f"Show with a worked example: {objective}", "plenary", show, ["Board", "A worked example"]),
            ("Practise together", "A like task, helped and talked through.", together, practise, ["Task sheet"]),
            (
                "Practise alone",
                "A task without help; walk around and note what goes wrong.",
                "alone",
                alone,
                ["Task sheet"],
            ),
            ("Check", "A question everybody answers at once; show again where many are wrong.", "plenary", check, []),
        ]
    rows.append(("Closing", "Exit ticket: one question for each objective.", "alone", closing, ["Slips of paper"]))
    phases, at = [], 0
    for phase, activity, form, length, materials in rows:
        if length:
            span = {"from": at, "to": at + length, "minutes": length}
            phases.append({"phase": phase, "activity": activity, "form": form, **span, "materials": materials})
        at += length
    return phases
