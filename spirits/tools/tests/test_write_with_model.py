"""The tools that need a language model: style_adapter, story_generator, style_transfer, translation_engine."""

import io

import pytest
from PIL import Image

from project.lib.clock import now
from spirits.services.workspace import write_file
from training.testing import make_model, make_provider

SAMPLE = "I ran. I ran fast, and I didn't look back! Who would? Nobody who'd seen what I saw that night."
CALLS = [
    ("style_adapter", {"text": "Hi", "style": "formal"}),
    ("story_generator", {"premise": "A lamp"}),
    ("style_transfer", {"text": "Hi", "sample": SAMPLE}),
    ("translation_engine", {"text": "Hi", "to": "German"}),
]


@pytest.fixture
def model(db):
    """Makes a model that answers as its name says."""
    return lambda name: make_model(make_provider(kind="scripted"), name)


@pytest.mark.parametrize(("tool", "arguments"), CALLS)
def test_without_a_model_the_tools_say_how_to_connect_one(use, tool, arguments):
    assert use.refused(tool, **arguments) == "tool_unavailable"


@pytest.mark.parametrize(("tool", "arguments"), CALLS)
def test_an_answer_that_is_not_whole_is_no_result(use, model, tool, arguments):
    model("[[say Once upon]] [[finish length]]")
    assert use.refused(tool, **arguments) == "model_answer_unusable"


@pytest.mark.parametrize(("tool", "arguments"), CALLS)
def test_a_models_error_is_passed_on(use, model, tool, arguments):
    model("scripted/refused")
    assert use.refused(tool, **arguments) == "provider_refused"


@pytest.mark.parametrize(("tool", "arguments"), CALLS)
def test_somebody_elses_model_is_not_used(use, bob, tool, arguments):
    make_model(make_provider(bob, kind="scripted"), "[[say hi]]")
    assert use.refused(tool, **arguments) == "tool_unavailable"


def test_a_text_is_adapted_and_measured(use, model):
    model("[[say We will meet on day 7.]]")
    found = use("style_adapter", text="Gotta meet on day 7 at 9.", style="formal").data
    assert found["text"] == "We will meet on day 7."
    assert found["numbers_lost"] == ["9"]
    # 5 words, 1 sentence, 5 syllables
    assert found["after"]["reading_ease"] == round(206.835 - 1.015 * 5 - 84.6, 1)
    assert found["use"]["model"] == "[[say We will meet on day 7.]]"


def test_a_story_has_title_length_and_cast(use, model):
    model("[[say # The Lamp\n\nAnn lit the lamp. The end.]]")
    made = use("story_generator", premise="A lamp", characters=[{"name": "Ann"}, {"name": "Bo"}], keep=True)
    assert (made.data["title"], made.data["story"], made.data["words"]) == ("The Lamp", "Ann lit the lamp. The end.", 6)
    assert made.data["characters_missing"] == ["Bo"]
    assert made.artifacts[0].content.startswith(b"# The Lamp")


@pytest.mark.parametrize(
    ("premise", "answer", "title", "story"),
    [
        ("A bell", "**The Bell**\n\nIt rang.", "The Bell", "It rang."),
        ("A gate", "The gate stood open.\n\n# Not a title", "", "The gate stood open.\n\n# Not a title"),
        ("A well", "## Deep  \nDown it went, and down.", "Deep", "Down it went, and down."),
    ],
)
def test_the_title_is_told_from_the_story(use, model, premise, answer, title, story):
    model(f"[[say {answer}]]")
    made = use("story_generator", premise=premise, words=50)
    assert (made.data["title"], made.data["story"], made.data["words"]) == (title, story, len(story.split()))
    assert (made.data["characters_missing"], made.artifacts) == ([], ())


@pytest.mark.parametrize(
    ("given", "field"), [({}, "premise"), ({"premise": "x", "characters": [{"role": "a cook"}]}, "characters.0.name")]
)
def test_bad_stories_name_their_argument(use, given, field):
    assert list(use.refused("story_generator", **given)) == [field]


@pytest.mark.parametrize(
    ("text", "ease", "grade"),
    [
        ("The cat sat on the mat.", 116.1, -1.4),  # 6 words of one syllable: the textbook's example
        ("This sentence, taken as a reading passage unto itself, is being used to prove a point.", 69.0, 7.6),
    ],
)
def test_readability_is_flesch_and_kincaids(use, model, text, ease, grade):
    model("scripted/echo")
    found = use("style_adapter", text=text, style="plain", notes="Keep it.").data
    assert (found["text"], found["numbers_lost"], found["before"]) == (text, [], found["after"])
    assert (found["after"]["reading_ease"], found["after"]["grade"]) == (ease, grade)


def test_a_title_alone_is_no_story(use, model):
    model("[[say # The Lamp]]")
    assert use.refused("story_generator", premise="A lamp") == "model_answer_unusable"


def test_a_voice_is_measured(use, model):
    model("[[say I didn't wait. Would you?]]")
    found = use("style_transfer", text="The train left at 8.", sample=SAMPLE).data
    assert found["voices"]["after"]["questions"] == 1
    assert found["voices"]["sample"]["first_person"] == round(4 / 20, 3)
    assert found["numbers_lost"] == ["8"]


def test_what_must_stay_stays_in_a_translation(use, model):
    model("scripted/echo")
    text = "Hello {name}, see <b>Daimon</b> at https://a.example/x?y=1 or run `ls -l`."
    found = use("translation_engine", text=text, to="German", protected=["Daimon"]).data
    assert found["translation"] == text
    assert found["kept"] == ["{name}", "<b>", "Daimon", "</b>", "https://a.example/x?y=1", "`ls -l`"]


def test_a_translation_that_lost_a_part_is_refused(use, model):
    model("[[say Hallo!]]")
    assert use.refused("translation_engine", text="Hello {name}!", to="German") == "model_answer_unusable"
    assert use("translation_engine", text="Hello!", to="German").data["translation"] == "Hallo!"


def test_a_missed_glossary_is_told(use, model):
    model("[[say Das Haus ist gross.]]")
    glossary = [{"term": "house", "translation": "Haus"}, {"term": "big", "translation": "riesig"}]
    found = use("translation_engine", text="The house is big.", to="German", glossary=glossary).data
    assert found["glossary_missed"] == ["big"]


def picture(color, mode="RGB"):
    out = io.BytesIO()
    Image.new(mode, (4, 3), color).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "pixel"),
    [
        ("negative", (55, 155, 205)),
        ("grayscale", (124, 124, 124)),
        ("posterize", (192, 96, 32)),
        ("sepia", (165, 147, 114)),
        ("sketch", (255, 255, 255)),
    ],
)
def test_pictures_are_filtered(use, alice, name, pixel):
    write_file(user=alice, path="p.png", content=picture((200, 100, 50)), now=now())
    made = use("style_transfer", picture="p.png", filter=name)
    shown = Image.open(io.BytesIO(made.artifacts[0].content))
    assert (shown.size, made.artifacts[0].name) == ((4, 3), f"p-{name}.png")
    assert all(abs(ours - wanted) <= 1 for ours, wanted in zip(shown.getpixel((1, 1)), pixel, strict=True))


def test_bad_arguments_are_named(use, alice, model):
    model("scripted/echo")
    write_file(user=alice, path="no.png", content=b"not a picture", now=now())
    assert "picture" in use.refused("style_transfer", picture="no.png", filter="sepia")
    assert "filter" in use.refused("style_transfer", picture="no.png")
    assert "sample" in use.refused("style_transfer", text="x")
    assert "text" in use.refused("translation_engine", text="Keep ⟦0⟧ please", to="German")
    assert "to" in use.refused("translation_engine", text="x")
    assert "style" in use.refused("style_adapter", text="x", style="rude")
    assert "words" in use.refused("story_generator", premise="x", words=5)
    assert use.refused("style_adapter", text="x", style="plain", model="no such") == "model_not_found"
