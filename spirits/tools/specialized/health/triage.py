"""Rules of urgency. The red flags follow what public first-aid and emergency guidance agrees on."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

ORDER = ("emergency", "today", "soon", "self-care", "unclear")
ADVICE = {
    "emergency": "Call the emergency number now (112 in Europe, 911 in North America, 999 in the United Kingdom).",
    "today": "Speak to a doctor or an urgent-care line today.",
    "soon": "See a doctor within the next days.",
    "self-care": "No red flag among these symptoms. Rest and watch; see a doctor if it gets worse or does not pass.",
    "unclear": "No symptom was recognised, so nothing can be said. If in doubt, ask a doctor or an advice line.",
}
MINOR = frozenset({"runny nose", "sore throat", "cough", "muscle ache", "headache", "heartburn", "nausea", "ear pain"})


@dataclass(frozen=True)
class Intake:
    """What is known of the person and the symptoms."""

    age: float
    is_pregnant: bool
    present: frozenset[str]
    details: dict[str, dict[str, Any]]
    temperature: float | None
    conditions: str

    def has(self, *names: str) -> bool:
        """Whether all of these are present."""
        return self.present.issuperset(names)

    def any(self, *names: str) -> bool:
        """Whether one of these is."""
        return not self.present.isdisjoint(names)

    def severity(self, name: str) -> int:
        """How bad it is, 0 where nobody said."""
        return int(self.details.get(name, {}).get("severity") or 0)

    def days(self, name: str) -> float:
        """How long it has lasted, 0 where nobody said."""
        return float(self.details.get(name, {}).get("days") or 0)

    def is_sudden(self, name: str) -> bool:
        """Whether it began at once."""
        return bool(self.details.get(name, {}).get("is_sudden"))

    @property
    def fever(self) -> float:
        """The temperature, or 38 where only a fever is told of, or 0."""
        if self.temperature is not None:
            return self.temperature
        return 38.0 if "fever" in self.present else 0.0

    @property
    def is_frail(self) -> bool:
        """Whether the body's defences may be weak."""
        words = ("chemo", "transplant", "immun", "hiv", "cancer", "leukaemia", "leukemia", "steroid")
        return any(each in self.conditions for each in words)


@dataclass(frozen=True)
class Rule:
    """When it applies, how urgent that is, and why."""

    name: str
    urgency: str
    why: str
    applies: Callable[[Intake], bool]


def _flag(name: str, why: str, applies: Callable[[Intake], bool]) -> Rule:
    return Rule(name, "emergency", why, applies)


RULES = (
    _flag("chest pain", "Chest pain can be a heart attack.", lambda i: i.has("chest pain")),
    _flag(
        "heart signs",
        "Pain in jaw, arm or shoulder with sweating, sickness or breathlessness can be a heart attack.",
        lambda i: i.has("jaw or arm pain") and i.any("sweating", "nausea", "breathing difficulty"),
    ),
    _flag(
        "breathing",
        "Trouble breathing can become dangerous within minutes.",
        lambda i: i.any("breathing difficulty", "blue lips"),
    ),
    _flag(
        "stroke signs",
        "A drooping face, a weak arm, unclear speech or lost sight can be a stroke; minutes count.",
        lambda i: i.any("drooping face", "arm weakness", "speech difficulty", "vision loss"),
    ),
    _flag("consciousness", "Somebody who cannot be woken needs help now.", lambda i: i.any("unconscious", "seizure")),
    _flag("confusion", "New confusion can have a dangerous cause.", lambda i: i.has("confusion")),
    _flag(
        "swelling of the airway", "A swelling face, tongue or throat can close the airway.", lambda i: i.has("swollen tongue or face")
    ),
    _flag("heavy bleeding", "Bleeding that does not stop is dangerous; press on it meanwhile.", lambda i: i.has("heavy bleeding")),
    _flag("inner bleeding", "Vomiting or coughing blood, or black stool, can be bleeding inside.",
          lambda i: i.any("vomiting blood", "coughing blood", "black stool")),
    _flag("sudden headache", "A sudden, worst headache can be a bleeding in the head.",
          lambda i: i.has("headache") and (i.is_sudden("headache") or i.severity("headache") >= 9)),
    _flag("meningitis signs", "Fever or headache with a stiff neck, or a rash that does not fade, can be meningitis.",
          lambda i: i.has("non-fading rash") or (i.has("stiff neck") and (i.fever >= 38 or i.has("headache")))),
    _flag("head injury", "After a blow to the head these signs can mean bleeding inside.",
          lambda i: i.has("head injury") and i.any("vomiting", "fainting", "headache", "dizziness")),
    _flag("poisoning", "Take the package with you; do not wait for signs.", lambda i: i.has("overdose")),
    _flag("suicidal thoughts",
          "You deserve help now. Call the emergency number or a crisis line (988 in the USA, 116 123 in much of Europe) "
          "and do not stay alone.", lambda i: i.has("suicidal thoughts")),
    _flag("fever of a young baby", "A baby under three months with 38 °C or more must be seen at once.",
          lambda i: i.age < 0.25 and i.fever >= 38),
    _flag("pregnancy", "Bleeding, strong pain or a fit in pregnancy needs help at once.",
          lambda i: i.is_pregnant and (i.has("vaginal bleeding") or i.severity("abdominal pain") >= 7)),
    _flag("extreme temperature", "A body temperature below 35 °C or from 41 °C is dangerous.",
          lambda i: i.temperature is not None and (i.temperature < 35 or i.temperature >= 41)),
    _flag("fever with weak defences", "Fever while the body's defences are weak can turn into blood poisoning.",
          lambda i: i.is_frail and i.fever >= 38),
    _flag("unbearable pain", "Pain of 9 or 10 needs help now.", lambda i: any(i.severity(each) >= 9 for each in i.present)),
    Rule("fainting", "today", "The cause of fainting should be found today.", lambda i: i.any("fainting", "palpitations")),
    Rule("leg clot", "today", "A swollen calf can be a clot.", lambda i: i.has("calf swelling")),
    Rule("high fever", "today", "39.5 °C or more, or fever in a child under two years.",
         lambda i: i.fever >= 39.5 or (i.age < 2 and i.fever >= 38)),
    Rule("long fever", "today", "Fever for more than three days.", lambda i: i.fever >= 38 and i.days("fever") > 3),
    Rule("fluid loss", "today", "Too little fluid, or vomiting or diarrhoea for over a day in the very young, old or pregnant.",
         lambda i: i.has("dehydration") or ((i.age < 5 or i.age >= 75 or i.is_pregnant) and i.any("vomiting", "diarrhoea")
                                            and max(i.days("vomiting"), i.days("diarrhoea")) > 1)),
    Rule("kidney signs", "today", "Fever or back pain with painful urination can be the kidneys.",
         lambda i: i.any("painful urination", "blood in urine") and (i.fever >= 38 or i.has("back pain"))),
    Rule("strong pain", "today", "Pain of 7 or more.", lambda i: any(i.severity(each) >= 7 for each in i.present)),
    Rule("pregnancy symptoms", "today", "In pregnancy such symptoms are looked at on the same day.",
         lambda i: i.is_pregnant and i.any("abdominal pain", "headache", "painful urination", "fever")),
    Rule("head injury alone", "today", "A head injury should be looked at, even without further signs.", lambda i: i.has("head injury")),
    Rule("blood", "soon", "Blood in stool or urine needs an examination.", lambda i: i.any("blood in stool", "blood in urine", "vaginal bleeding")),
    Rule("urination", "soon", "Painful urination is often an infection that can be treated.", lambda i: i.has("painful urination")),
    Rule("long cough", "soon", "A cough of more than three weeks.", lambda i: i.days("cough") > 21),
    Rule("long lasting", "soon", "It has lasted for more than two weeks.", lambda i: any(i.days(each) > 14 for each in i.present)),
    Rule("moderate pain", "soon", "Pain of 5 or 6.", lambda i: any(i.severity(each) >= 5 for each in i.present)),
    Rule("not minor", "soon", "Symptoms beyond a common cold, without a red flag.",
         lambda i: bool(i.present - MINOR - {"fever", "sweating", "diarrhoea", "vomiting"})),
)  # fmt: skip


def urgency_of(intake: Intake) -> tuple[str, list[Rule]]:
    """The urgency of the gravest rule that applies, and all that apply, gravest first."""
    applying = [each for each in RULES if each.applies(intake)]
    if applying:
        applying.sort(key=lambda each: ORDER.index(each.urgency))
        return applying[0].urgency, applying
    return ("self-care" if intake.present or intake.temperature is not None else "unclear"), []


def open_questions(intake: Intake, denied: set[str]) -> list[str]:
    """What a careful person would still ask, most important first."""
    known = intake.present | denied
    asked = [
        f"Is there any {name}?"
        for name in ("chest pain", "breathing difficulty", "confusion", "heavy bleeding", "stiff neck")
        if name not in known
    ]
    if intake.present and intake.temperature is None:
        asked.append("What is the body temperature?")
    for name in sorted(intake.present):
        detail = intake.details.get(name, {})
        missing = [
            word
            for word, part in (("how bad from 0 to 10", "severity"), ("for how many days", "days"))
            if part not in detail
        ]
        if missing:
            asked.append(f"{name.capitalize()}: {' and '.join(missing)}?")
    return asked[:10]
