"""Makes up conversations, facts that change, and questions about them; the same seed makes the same."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from benchmarks.memory_parts.cases import Question, Said, Talk

BEGINNING = datetime(2025, 1, 6, 9, tzinfo=UTC)
NAMES = ("Amara", "Bruno", "Celeste", "Dimitri", "Elena", "Farid", "Greta", "Hugo", "Ines", "Jonas")
# topic: how it is told, what it is told of, how it is asked
TOPICS = (
    ("I finally adopted a {}, he sleeps on the sofa all day", ("greyhound", "parrot", "tortoise", "hedgehog"),
     "What animal did {who} adopt?"),
    ("My sister moved to {} for her new job", ("Lisbon", "Nairobi", "Toronto", "Kyoto"), "Where did {who}'s sister move?"),
    ("I signed up for a {} class on Thursdays", ("pottery", "fencing", "salsa", "calligraphy"),
     "Which class did {who} sign up for?"),
    ("We painted the kitchen {} last weekend", ("turquoise", "mustard", "crimson", "lavender"),
     "What colour did {who} paint the kitchen?"),
    ("The doctor said I am allergic to {}", ("peanuts", "shellfish", "pollen", "latex"), "What is {who} allergic to?"),
    ("I am reading a novel about {}", ("smugglers", "astronomers", "lighthouses", "vineyards"),
     "What is the novel {who} is reading about?"),
    ("For my birthday I got a {}", ("telescope", "hammock", "ukulele", "typewriter"), "What did {who} get for the birthday?"),
    ("I broke my {} when the ladder slipped", ("wrist", "ankle", "collarbone", "thumb"), "What did {who} break falling off a ladder?"),
    ("Our team won the {} tournament", ("chess", "volleyball", "curling", "darts"), "Which tournament did {who}'s team win?"),
    ("I started growing {} on the balcony", ("tomatoes", "saffron", "strawberries", "basil"),
     "What does {who} grow on the balcony?"),
)  # fmt: skip
SMALL_TALK = (
    "How was your week?", "It was fine, quite busy with work", "The weather has been awful lately", "Did you sleep well?",
    "I had coffee with the neighbours", "That sounds lovely, tell me more", "Thanks for asking, all good here",
    "I missed the bus again this morning", "We should meet for lunch soon", "I cannot believe it is already this late",
    "My phone battery keeps dying", "The new bakery on the corner is great", "I watched a film and fell asleep",
)  # fmt: skip
# what changes: key, how it is told, values, how it is asked
CHANGING = (
    ("home", "I live in {}", ("Rome", "Oslo", "Cairo", "Quito"), "Where do I live?"),
    ("job", "I work as a {}", ("plumber", "florist", "notary", "welder"), "What do I work as?"),
    ("car", "I drive a {} car", ("red", "silver", "green", "white"), "What colour is the car I drive?"),
    ("drink", "My favourite drink is {}", ("cider", "mint tea", "espresso", "lemonade"), "What is my favourite drink?"),
    ("partner", "My partner is called {}", ("Lou", "Sasha", "Kim", "Robin"), "What is my partner called?"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is true from a moment on, until the next fact with its key."""

    key: str
    text: str
    since: datetime
    question: str


def talk(seed: int, *, sessions: int = 20, turns: int = 14) -> Talk:
    """Two people over many sittings: mostly small talk, one fact a sitting, and a question for each fact."""
    random = Random(seed)
    people = random.sample(NAMES, 2)
    told = [(who, topic, value) for who in people for topic in TOPICS for value in [random.choice(topic[1])]]
    random.shuffle(told)
    said: list[Said] = []
    questions: list[Question] = []
    for session, (who, (telling, _, asking), value) in zip(range(sessions), told, strict=False):
        began = BEGINNING + timedelta(days=6 * session, hours=random.randrange(10))
        place = random.randrange(1, turns - 1)
        for position in range(turns):
            fact = position == place
            speaker = who if fact else people[position % 2]
            text = telling.format(value) if fact else random.choice(SMALL_TALK)
            said.append(
                Said(
                    f"{session}:{position}",
                    f"{session:03}",
                    position,
                    speaker,
                    text,
                    began + timedelta(minutes=position),
                )
            )
        questions.append(Question(asking.format(who=who), (f"{session}:{place}",), "fact"))
    return Talk(f"made-up-{seed}", tuple(said), tuple(questions))


def changing_facts(seed: int, *, changes: int = 3) -> list[list[Fact]]:
    """For each key its facts in order of time; each replaces the one before."""
    random = Random(seed)
    return [
        [
            Fact(
                key, telling.format(value), BEGINNING + timedelta(days=30 * number, hours=random.randrange(24)), asking
            )
            for number, value in enumerate(random.sample(values, changes))
        ]
        for key, telling, values, asking in CHANGING
    ]
