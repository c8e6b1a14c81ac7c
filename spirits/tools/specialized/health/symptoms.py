"""symptom_analyzer: how urgent symptoms are, by rules whose red flags come first. Never a diagnosis."""

from typing import Any

from spirits.tools import Budget, Context, ToolResult, tool
from spirits.tools.schema import arguments, choice, integer, many, number, record, text, yes_or_no
from spirits.tools.specialized.health.triage import ADVICE, Intake, open_questions, urgency_of
from spirits.tools.specialized.health.vocabulary import SYMPTOMS, read_symptoms

DISCLAIMER = (
    "This is information by fixed rules, not a diagnosis, and cannot replace a professional. If you feel that something "
    "is seriously wrong, or it gets worse, call for help whatever stands here."
)

ARGUMENTS = arguments(
    required="age_years",
    age_years=number("Age in years; 0.2 is about ten weeks.", 0, 125),
    is_pregnant=yes_or_no("Whether the person is pregnant.", default=False),
    description=text("What is felt, in plain English words.", most=3_000),
    symptoms=many(
        "Symptoms from the list, with what is known of them.",
        record(
            "A symptom.",
            required="name",
            name=choice("Which.", *sorted(SYMPTOMS)),
            severity=integer("0 none to 10 the worst imaginable.", 0, 10),
            days=number("For how many days.", 0, 3_650),
            is_sudden=yes_or_no("Whether it began within a minute or so."),
        ),
        most=30,
    ),
    temperature_celsius=number("Body temperature.", 25, 45),
    conditions=many("Known conditions, in words.", text("A condition.", most=100), most=20),
)


@tool(
    "symptom_analyzer",
    "Structured intake of symptoms: red flags first, then how urgent it is and why. Information, never a diagnosis.",
    ARGUMENTS,
    returns={
        "type": "object",
        "properties": {
            "urgency": {"enum": ["emergency", "today", "soon", "self-care", "unclear"]},
            "advice": {"type": "string"},
            "rules": {"type": "array"},
            "understood": {"type": "array"},
            "denied": {"type": "array"},
            "questions": {"type": "array"},
            "disclaimer": {"type": "string"},
        },
        "required": ["urgency", "advice", "rules", "understood", "denied", "questions", "disclaimer"],
    },
    budget=Budget(seconds=5),
    example={"age_years": 40, "description": "Runny nose and sore throat for two days, no fever."},
)
def symptom_analyzer(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """The urgency with every rule behind it, and what should still be asked."""
    present, denied = read_symptoms(arguments.get("description", ""))
    details = {each["name"]: each for each in arguments.get("symptoms", [])}
    present |= {name for name, each in details.items() if each.get("severity") != 0}
    denied = (denied | {name for name, each in details.items() if each.get("severity") == 0}) - present
    intake = Intake(
        age=arguments["age_years"],
        is_pregnant=arguments["is_pregnant"],
        present=frozenset(present),
        details=details,
        temperature=arguments.get("temperature_celsius"),
        conditions=" ".join(arguments.get("conditions", [])).lower(),
    )
    urgency, rules = urgency_of(intake)
    data = {
        "urgency": urgency,
        "advice": ADVICE[urgency],
        "rules": [{"rule": each.name, "urgency": each.urgency, "why": each.why} for each in rules],
        "understood": sorted(present),
        "denied": sorted(denied),
        "questions": open_questions(intake, denied),
        "disclaimer": DISCLAIMER,
    }
    reason = f" Because: {rules[0].why}" if rules else ""
    return ToolResult(data, f"{ADVICE[urgency]}{reason} {DISCLAIMER}")
