"""What creative prompts are made of."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """A kind of work: its forms, the parts its prompts need, and the sentence they fill."""

    forms: tuple[str, ...]
    parts: tuple[str, ...]
    pattern: str


TONES = {
    "hopeful": "hopeful",
    "dark": "dark and tense",
    "funny": "funny, with a straight face",
    "tender": "quiet and tender",
    "strange": "dreamlike and strange",
    "adventurous": "fast and adventurous",
}
KINDS = {
    "story": Kind(
        ("Write a story", "Write a story in letters", "Write a story told backwards", "Write a story in one scene",
         "Write a story as a witness's report", "Write a story in the second person"),
        ("who", "where", "trouble", "twist"),
        "{form} about {theme}. {who} is {where} when {trouble}. {twist} Keep it {tone}.",
    ),
    "poem": Kind(
        ("Write a sonnet", "Write a free-verse poem", "Write a chain of haiku", "Write a villanelle",
         "Write a prose poem", "Write a poem as a list"),
        ("sense", "object", "turn"),
        "{form} about {theme}. Begin with {sense}, let {object} come back in it, and {turn}. The mood is {tone}.",
    ),
    "picture": Kind(
        ("A pencil drawing", "A watercolour", "A wide photograph", "A woodcut print", "An oil painting",
         "A paper collage"),
        ("where", "object", "light", "view"),
        "{form} of {theme}, {where}, with {object} in the foreground; {light}, {view}. The mood is {tone}.",
    ),
    "essay": Kind(
        ("Write a personal essay", "Write an argument", "Write a dialogue between two who disagree",
         "Write a short history", "Write an open letter", "Write a review from the year 2100"),
        ("angle", "object", "turn"),
        "{form} about {theme}. {angle} Use {object} as your first example, and {turn}. The voice is {tone}.",
    ),
    "song": Kind(
        ("Write a ballad", "Write a work song", "Write a lullaby", "Write a duet", "Write a protest song",
         "Write a song without a chorus"),
        ("who", "sense", "turn"),
        "{form} about {theme}. The singer is {who}. The first verse starts with {sense}; at the bridge, {turn}. "
        "It sounds {tone}.",
    ),
    "game": Kind(
        ("Sketch a board game", "Sketch a puzzle room", "Sketch a role-playing adventure", "Sketch a card game",
         "Sketch a game for two phones", "Sketch a game played outdoors"),
        ("who", "where", "trouble", "rule"),
        "{form} about {theme}. Each player is {who}, {where}, and {trouble}. {rule} The mood is {tone}.",
    ),
}  # fmt: skip
PARTS = {
    "who": (
        "a retired mapmaker", "a night-shift nurse", "twins who have not spoken for years", "an apprentice clockmaker",
        "a lighthouse inspector", "a child who collects sounds", "a translator of dead languages", "a failed magician",
        "the last postman of the valley", "a beekeeper with a secret", "a bus driver on the final route",
        "a robot that has been sold at auction",
    ),
    "where": (
        "in a town that is being moved uphill", "on the last ferry of the season", "in a library without windows",
        "at a railway station in the desert", "in a greenhouse in midwinter", "on the roof of a hospital",
        "under a bridge that no map shows", "in a hotel between two seasons", "in a village with one telephone",
        "at the edge of a drained lake", "in a market that opens at midnight", "in an attic over a bakery",
    ),
    "trouble": (
        "a letter arrives forty years late", "the power fails and something keeps humming",
        "a stranger knows the family's recipe", "every clock stops but one", "a promise falls due",
        "the tide does not come back", "an heirloom turns out to be borrowed", "the wrong person is thanked",
        "a door is found where there was none", "the only witness will not speak", "a rumour comes true",
        "someone must be told before dawn",
    ),
    "twist": (
        "Nobody lies, and still everybody is misled.", "The rescuer is the one who needs rescuing.",
        "What seemed a loss was a gift.", "The end is the first sentence again, meaning something else.",
        "The narrator has left something out.", "The villain was right about one thing.",
        "The object everyone wants is worthless.", "Two timelines turn out to be one.",
        "The smallest decision matters most.", "Someone changes their mind too late.",
    ),
    "sense": (
        "the smell of rain on iron", "a sound from the next room", "the taste of salt", "cold fingers",
        "a colour that has no name", "the weight of wet wool", "light through a keyhole", "a half-remembered tune",
        "dust in a sunbeam", "the warmth of a stone wall",
    ),
    "object": (
        "a cracked teacup", "a key without a lock", "a red umbrella", "a ticket stub", "a jar of buttons",
        "a broken compass", "an unsent postcard", "a child's glove", "a brass bell", "a loaf of bread",
        "a folded map", "a pocket mirror",
    ),
    "turn": (
        "end on a question", "let the last line undo the first", "change who is speaking halfway",
        "leave the most important thing unsaid", "move from the large to the very small", "let the season change",
        "allow exactly one metaphor", "admit a mistake before the end", "repeat one sentence three times",
        "end before the reader expects it",
    ),
    "light": (
        "lit by a single lamp", "in the blue hour", "under a flat grey sky", "with hard noon shadows",
        "by snow-light", "with fog swallowing the distance", "lit from below", "in the last gold of evening",
    ),
    "view": (
        "seen from high above", "seen at a child's eye level", "half hidden by a door frame", "mirrored in water",
        "cut off at the edge as if by accident", "from very close", "small in a large empty space",
        "through a rainy window",
    ),
    "angle": (
        "Take the side you do not believe in.", "Start with a mistake of your own.", "Explain it to someone aged nine.",
        "Follow the money.", "Ask who is missing from the picture.", "Compare what was promised with what happened.",
        "Argue from one single afternoon.", "Let a skeptic interrupt you twice.",
    ),
    "rule": (
        "Players win together or not at all.", "Nobody may speak while it is dark.",
        "Every move costs something that cannot be won back.", "One player knows the rules and the others find out.",
        "The board shrinks each round.", "Lying is allowed, but only once.", "The loser writes the next rule.",
        "Time runs only when someone moves.",
    ),
}  # fmt: skip
