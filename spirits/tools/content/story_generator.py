"""story_generator: a story from a premise."""

import re
from typing import Any

from spirits.tools import Budget, Context, NewArtifact, ToolResult, tool
from spirits.tools.content.writing import MODEL, AnswerUnusable, write
from spirits.tools.schema import arguments, choice, integer, many, record, text, yes_or_no

VIEWS = {
    "first": "in the first person, told by the main character",
    "second": "in the second person, addressing the reader as the main character",
    "third limited": "in the third person, knowing only the main character's thoughts",
    "third omniscient": "in the third person, knowing everybody's thoughts",
}
ARGUMENTS = arguments(
    required="premise",
    premise=text("What it is about.", most=4_000),
    genre=text("Its genre.", most=60, default="literary"),
    words=integer("About how long it is.", 50, 4_000, default=600),
    characters=many(
        "Who is in it.",
        record("A person.", required="name", name=text("The name.", most=80), role=text("Who that is.", most=300)),
        most=12,
    ),
    point_of_view=choice("Who tells it.", *VIEWS, default="third limited"),
    tone=text("Its tone.", most=100),
    language=text("The language to write in.", most=40, default="English"),
    keep=yes_or_no("Whether to keep it as a file too.", default=False),
    model=MODEL,
)


@tool(
    "story_generator",
    "Writes a story from a premise with genre, length, characters and point of view; reports how far it kept to them.",
    ARGUMENTS,
    returns={
        "type": "object",
        "properties": {
            "title": {"type": "string"}, "story": {"type": "string"}, "words": {"type": "integer"},
            "characters_missing": {"type": "array"}, "use": {"type": "object"},
        },
        "required": ["title", "story", "words"],
    },
    budget=Budget(seconds=180),
    needs=("a language model",),
    example={"premise": "A lighthouse keeper finds a letter to herself.", "words": 300},
)  # fmt: skip
def story_generator(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """Title and story, and which of the wanted characters it lacks."""
    written = write(
        context, system=_system(arguments), user=arguments["premise"], model=arguments.get("model"), temperature=0.9,
        seed=context.call_id.int % 2**31,
    )  # fmt: skip
    title, story = _parted(written.text)
    if not story:
        raise AnswerUnusable("The model wrote a title and no story. Try again, or choose another model.")
    wanted = [each["name"] for each in arguments.get("characters", [])]
    missing = [name for name in wanted if name.casefold() not in story.casefold()]
    data = {
        "title": title, "story": story, "words": len(story.split()), "characters_missing": missing, "use": written.use,
    }  # fmt: skip
    shown = f"# {title}\n\n{story}" if title else story
    files = (NewArtifact("story.md", "text/markdown", shown.encode()),) if arguments["keep"] else ()
    notice = f"\n\n(Not in it: {', '.join(missing)}.)" if missing else ""
    return ToolResult(data, shown + notice, files)


def _system(given: dict[str, Any]) -> str:
    cast = "; ".join(f"{each['name']} ({each.get('role', 'a character')})" for each in given.get("characters", []))
    return (
        f"Write a complete {given['genre']} story from the user's premise in {given['language']}, {VIEWS[given['point_of_view']]}, "
        f"of about {given['words']} words, with a beginning, a turn and an end."
        + (f" The tone is {given['tone']}." if given.get("tone") else "")
        + (f" These people take part, by these names: {cast}." if cast else "")
        + " Answer with a first line '# Title', an empty line, and the story; nothing else."
    )


def _parted(answer: str) -> tuple[str, str]:
    head = re.match(r"#{1,3} +(.+?)\s*(?:\n|$)|\*\*(.+?)\*\*\s*(?:\n|$)", answer)
    if head is None:
        return "", answer.strip()
    return (head.group(1) or head.group(2)).strip(), answer[head.end() :].strip()
