"""A minion's own variables: what the builder declares, and what the person who begins a conversation fills in."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_noop

from spirits.rules.variables import VARIABLES

MOST_VARIABLES = 20
LONGEST_VALUE = 2_000
LONGEST_LABEL = 80
LONGEST_NAME = 60
MOST_OPTIONS = 50
LONGEST_OPTION = 200
NAME = re.compile(rf"[a-z][a-z0-9_]{{0,{LONGEST_NAME - 1}}}")
TAKEN = frozenset({*VARIABLES, "question"})  # a minion's prompt for MCP clients has an argument of this name


class VariableKind(models.TextChoices):
    """How a variable is filled in."""

    SHORT = "short", "Short text"
    LONG = "long", "Long text"
    CHOICE = "choice", "Choice"


@dataclass(frozen=True)
class Variable:
    """One variable of a minion's own; ``options`` belong to a choice alone."""

    name: str
    label: str = ""
    kind: str = VariableKind.SHORT.value
    options: tuple[str, ...] = ()
    default: str = ""
    is_required: bool = False

    @property
    def shown_label(self) -> str:
        """What its field is called."""
        return self.label or str(capfirst(self.name.replace("_", " ")))

    @property
    def needs_a_value(self) -> bool:
        """Whether nothing stands in where nobody fills it in."""
        return self.is_required and not self.default

    def as_json(self) -> dict[str, Any]:
        """The variable as JSON holds it."""
        return asdict(self) | {"options": list(self.options)}


def variables_from(raw: Iterable[Mapping[str, Any]]) -> tuple[Variable, ...]:
    """The variables that JSON of the right shape holds."""
    return tuple(Variable(**{**each, "options": tuple(each.get("options", ()))}) for each in raw)


def shape_problems(raw: Any) -> dict[str, list[str]]:
    """What keeps JSON of unknown origin from being read as variables, by its place."""
    if not isinstance(raw, list) or not all(isinstance(each, dict) for each in raw):
        return {"": ["Expected a list of objects."]}
    problems: dict[str, list[str]] = {}
    kinds: dict[str, type] = {
        "name": str,
        "label": str,
        "kind": str,
        "options": list,
        "default": str,
        "is_required": bool,
    }
    for at, each in enumerate(raw):
        problems |= {f"{at}.{key}": ["Unknown key."] for key in each if key not in kinds}
        problems |= {
            f"{at}.{key}": [f"Expected {kind.__name__}."]
            for key, kind in kinds.items()
            if key in each and not isinstance(each[key], kind)
        }
        if not all(isinstance(option, str) for option in each.get("options") or ()):
            problems[f"{at}.options"] = ["Expected a list of texts."]
        if "name" not in each:
            problems[f"{at}.name"] = ["Missing."]
    return problems


def problems_of(variables: Sequence[Variable]) -> dict[str, list[str]]:
    """What is wrong with a minion's variables, by place: ``2.name``; the empty place is the list itself."""
    problems: dict[str, list[str]] = {}
    if len(variables) > MOST_VARIABLES:
        found = _wrong("", f"At most {MOST_VARIABLES} variables; these are {len(variables)}.")
        problems |= {place: [problem] for place, problem in found.items()}
    seen: set[str] = set()
    for at, each in enumerate(variables):
        found = _name_problem(each.name, seen) | _words_problem(each) | _default_problem(each)
        problems |= {f"{at}.{part}": [problem] for part, problem in found.items()}
        seen.add(each.name)
    return problems


def _name_problem(name: str, seen: set[str]) -> dict[str, str]:
    if not NAME.fullmatch(name):
        return _wrong(
            "name", gettext_noop("Small letters, digits and underscores, and a letter first, as in project_name.")
        )
    if name in TAKEN:
        return _wrong("name", f"The name {name} means something else already.")
    return _wrong("name", f"There are two variables called {name}.") if name in seen else {}


def _words_problem(variable: Variable) -> dict[str, str]:
    if len(variable.label) > LONGEST_LABEL or not _is_text(variable.label):
        return _wrong("label", f"A label has at most {LONGEST_LABEL} characters.")
    if variable.kind not in VariableKind.values:
        return _wrong("kind", f"Must be one of {', '.join(VariableKind.values)}.")
    options = variable.options
    if variable.kind != VariableKind.CHOICE:
        return _wrong("options", gettext_noop("Only a choice has options.")) if options else {}
    if not 2 <= len(options) <= MOST_OPTIONS:
        return _wrong("options", f"A choice has from 2 to {MOST_OPTIONS} options.")
    if len(set(options)) < len(options):
        return _wrong("options", gettext_noop("An option is given twice."))
    if any(not each.strip() or len(each) > LONGEST_OPTION or not _is_text(each) for each in options):
        return _wrong("options", f"An option has from 1 to {LONGEST_OPTION} characters.")
    return {}


def _default_problem(variable: Variable) -> dict[str, str]:
    problem = variable.default and value_problem(variable, variable.default)
    return {"default": problem} if problem else {}


def _wrong(part: str, problem: str) -> dict[str, str]:
    return {part: problem}


def value_problem(variable: Variable, value: str) -> str:
    """Why this cannot be the variable's value; empty when it can."""
    if len(value) > LONGEST_VALUE:
        return f"At most {LONGEST_VALUE:,} characters; this has {len(value):,}."
    if not _is_text(value):
        return gettext_noop("This text holds characters that cannot be kept.")
    if variable.kind == VariableKind.SHORT and ("\n" in value or "\r" in value):
        return gettext_noop("This is one line.")
    if variable.is_required and not value.strip():
        return gettext_noop("This needs a value.")
    if variable.kind == VariableKind.CHOICE and value and value not in variable.options:
        return gettext_noop("Choose one of the options.")
    return ""


def value_problems(variables: Sequence[Variable], given: Mapping[str, str]) -> dict[str, list[str]]:
    """What is wrong with the values a person gives, by the variable's name; names that there are not are refused, too."""
    known = {each.name for each in variables}
    problems = {name: [gettext_noop("There is no such variable.")] for name in given if name not in known}
    values = values_of(variables, given)
    found = {each.name: value_problem(each, values[each.name]) for each in variables}
    return problems | {name: [problem] for name, problem in found.items() if problem}


def values_of(variables: Sequence[Variable], given: Mapping[str, str]) -> dict[str, str]:
    """The value of each variable: what was given, else its default. What is given for no variable of these is passed over."""
    return {each.name: given.get(each.name, each.default) for each in variables}


def _is_text(value: str) -> bool:
    """Whether the database can hold it."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return "\x00" not in value


def line_of(raw: Mapping[str, Any]) -> str:
    """A variable in a line, for comparing versions."""
    [variable] = variables_from([raw])
    words = [f"{variable.name}: {variable.shown_label}", variable.kind]
    words += [" / ".join(variable.options)] if variable.options else []
    words += ["required"] if variable.is_required else []
    return ", ".join(words) + (f" = {variable.default}" if variable.default else "")


def validate_variables(raw: Any) -> None:
    """Refuse what is no list of variables; for the model's field."""
    problems = shape_problems(raw) or problems_of(variables_from(raw))
    if problems:
        raise ValidationError([f"{place}: {each[0]}" if place else each[0] for place, each in problems.items()])
