"""creative_prompts: varied prompts from a theme; the same seed gives the same ones."""

import random
from typing import Any

from project.lib.errors import InvalidInput
from spirits.tools import Context, ToolResult, tool
from spirits.tools.content.prompt_parts import KINDS, PARTS, TONES
from spirits.tools.schema import arguments, choice, integer, many, text

WORD = text("A word or phrase.", most=80)
ARGUMENTS = arguments(
    required="theme",
    theme=text("What the prompts are about.", most=200),
    kind=choice("What is to be made.", *KINDS, default="story"),
    tone=choice("The mood; any mixes them.", "any", *TONES, default="any"),
    count=integer("How many prompts.", 1, 50, default=5),
    include=many("What every prompt must ask for.", WORD, most=10),
    avoid=many("Words that no prompt may hold.", WORD, most=30),
    words=integer("The length to ask for.", 10, 100_000),
    seed=integer("The same seed gives the same prompts.", 0, 2**31 - 1),
)


@tool(
    "creative_prompts",
    "Makes varied prompts for stories, poems, pictures, essays, songs or games from a theme and constraints; seedable.",
    ARGUMENTS,
    returns={
        "type": "object",
        "properties": {"prompts": {"type": "array"}, "seed": {"type": "integer"}},
        "required": ["prompts", "seed"],
    },
    example={"theme": "lighthouses", "kind": "story", "count": 3, "seed": 7},
)
def creative_prompts(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """Prompts that differ in every part as long as parts last."""
    seed = arguments.get("seed", context.call_id.int % 2**31)
    wanted = min(arguments["count"], context.budget.results)
    avoided = [each.casefold() for each in arguments.get("avoid", [])]
    for name in ("theme", "include"):
        for each in [arguments[name]] if name == "theme" else arguments.get(name, []):
            if any(word in each.casefold() for word in avoided):
                raise InvalidInput.of("avoid", f"Forbids {each!r}, which {name} asks for.")
    prompts = _prompts(arguments, avoided, wanted, random.Random(seed))  # noqa: S311 - variety, no secret
    shown = "\n".join(f"{number}. {each['prompt']}" for number, each in enumerate(prompts, 1))
    return ToolResult({"prompts": prompts, "seed": seed}, shown)


def _prompts(given: dict[str, Any], avoided: list[str], wanted: int, chance: random.Random) -> list[dict[str, Any]]:
    kind = KINDS[given["kind"]]
    decks = {name: _deck(PARTS[name], avoided, name, chance) for name in kind.parts}
    tones = _deck(TONES if given["tone"] == "any" else {given["tone"]: TONES[given["tone"]]}, avoided, "tone", chance)
    forms = _deck(kind.forms, avoided, "kind", chance)
    made = []
    for number in range(wanted):
        parts = {
            name: deck[(number + number // len(deck) * place) % len(deck)]
            for place, (name, deck) in enumerate(decks.items())
        }
        tone, form = tones[number % len(tones)], forms[number % len(forms)]
        sentence = kind.pattern.format(form=form, theme=given["theme"], tone=TONES[tone], **parts)
        made.append({"prompt": sentence + _demands(given), "tone": tone, "form": form, "parts": parts})
    return made


def _deck(parts: Any, avoided: list[str], name: str, chance: random.Random) -> list[str]:
    """The parts that may be used, shuffled."""
    left = [each for each in parts if not any(word in each.casefold() for word in avoided)]
    if not left:
        raise InvalidInput.of("avoid", f"Leaves no {name} to choose from.")
    chance.shuffle(left)
    return left


def _demands(given: dict[str, Any]) -> str:
    demands = ""
    if include := given.get("include"):
        demands += f" It must include {', '.join(include[:-1]) + ' and ' if len(include) > 1 else ''}{include[-1]}."
    if words := given.get("words"):
        demands += f" Aim for about {words:,} words."
    return demands
